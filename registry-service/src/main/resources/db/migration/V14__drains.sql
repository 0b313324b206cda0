-- Nodes that are to leave without loss.
create table drain (
  node_key    int         primary key references node on delete cascade,
  since       timestamptz not null default clock_timestamp(),
  by_node     boolean     not null,
  last_copies int,
  drained_at  timestamptz
);

-- Whose a version is, as those said who filled it: who is to fill it from a node that leaves is told.
alter table filler add column origin text;
create table version_origin (
  sha256   bytea       primary key,
  origin   text        not null,
  noted_at timestamptz not null default clock_timestamp()
);
create index version_origin_age on version_origin (noted_at);
