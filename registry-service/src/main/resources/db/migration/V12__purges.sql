-- What was purged, as a log in parts: part numbers grow in the order in which purges become visible, and each node goes
-- through them in that order. So one number says all that a node has confirmed, and a version counts on a node only if
-- no part that names it is beyond that number. A node that joins begins at 0, with all that is remembered.
create sequence purge_part as bigint cache 1;
create table purge (
  purge_key  bigint      generated always as identity primary key,
  created_at timestamptz not null default clock_timestamp(),
  done_at    timestamptz,
  versions   int         not null,
  -- 0 if it names no version.
  last_part  bigint      not null
);
create table purged_version (
  part      bigint not null,
  sha256    bytea  not null,
  purge_key bigint not null references purge on delete cascade,
  primary key (part, sha256)
);
create index purged_version_of_version on purged_version (sha256, part);
create index purged_version_of_purge on purged_version (purge_key);

-- Why a node could not, until it can.
create table purge_failure (
  node_key int    not null references node on delete cascade,
  part     bigint not null,
  reason   text   not null,
  primary key (node_key, part)
);

alter table node add column purged_through bigint not null default 0;
