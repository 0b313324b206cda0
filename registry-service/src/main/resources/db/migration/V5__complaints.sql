-- Who got wrong bytes of what from whom. The last word of each counts, until it expires.
create table complaint (
  about      int         not null references node on delete cascade,
  sha256     bytea       not null,
  complainer int         not null references node on delete cascade,
  piece      int         not null,
  expires_at timestamptz not null,
  primary key (about, sha256, complainer)
);
create index complaint_of_complainer on complaint (complainer);
