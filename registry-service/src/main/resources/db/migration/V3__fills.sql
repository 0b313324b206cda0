-- Nodes that convey a version into themselves at the moment.
create table filler (
  sha256          bytea       not null,
  node_key        int         not null references node on delete cascade,
  incarnation     bigint      not null,
  expires_at      timestamptz not null,
  verified_pieces int         not null default 0,
  primary key (sha256, node_key)
) with (fillfactor = 60);
create index filler_of_node on filler (node_key);

-- Who alone may ask the origin for a version. The primary key is what makes it one in the whole network.
-- Tokens only ever grow. Rows are locked in the order fill_grant, filler.
create sequence fill_token as bigint cache 1;
create table fill_grant (
  sha256          bytea       primary key,
  node_key        int         not null references node on delete cascade,
  incarnation     bigint      not null,
  token           bigint      not null,
  -- Whether the node asked for it, or only a look-up assigned it.
  claimed         boolean     not null,
  expires_at      timestamptz not null,
  verified_pieces int         not null default 0,
  progress_at     timestamptz not null,
  patience        interval    not null
) with (fillfactor = 60);
create index fill_grant_of_node on fill_grant (node_key);
