-- Fills that nodes are told to do. An order is open until the node says what became of it, or it expires.
create table fill_order (
  order_key  bigint generated always as identity primary key,
  node_key   int         not null references node on delete cascade,
  sha256     bytea       not null,
  origin     text        not null,
  purpose    text        not null,
  expires_at timestamptz not null,
  ended_at   timestamptz,
  outcome    text,
  reason     text
);
create unique index fill_order_open on fill_order (node_key, sha256, purpose) where ended_at is null;
create index fill_order_expiry on fill_order (expires_at);
