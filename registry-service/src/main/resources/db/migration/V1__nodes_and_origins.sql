-- One row for each node that ever joined. Renewals rewrite the row many times a minute: no index but the keys, and
-- room in the page, so that they stay heap-only updates. All times are the database's: several registries share them.
create table node (
  node_key             int generated always as identity primary key,
  id                   text        not null unique,
  base_uri             text        not null,
  zone                 text        not null,
  capacity_bytes       bigint      not null,
  max_bytes_per_second bigint,
  incarnation          bigint      not null,
  lease_until          timestamptz not null,
  departed             boolean     not null default false,
  draining             boolean     not null default false,
  used_bytes           bigint      not null default 0,
  bytes_per_second     bigint      not null default 0,
  fills                int         not null default 0
) with (fillfactor = 40);

create table origin (
  id        text primary key,
  base_uri  text        not null,
  last_seen timestamptz not null
) with (fillfactor = 70);
