-- A holding counts only while its incarnation is the node's running one. No foreign key: a check for each of a hundred
-- thousand rows of an inventory would lock the node's row against its own renewals' clean-up.
create table holding (
  sha256      bytea  not null,
  node_key    int    not null,
  incarnation bigint not null,
  size        bigint not null,
  primary key (sha256, node_key)
);
create index holding_of_node on holding (node_key);

-- How far the reports of one run of a node have come. Beside the node, not in it, so that an inventory, which locks
-- this row for a second or two, never holds up the node's renewal; by run, so that it never holds up the next run.
create table holding_report (
  node_key    int     not null references node on delete cascade,
  incarnation bigint  not null,
  number      bigint  not null,
  complete    boolean not null,
  holdings    bigint  not null,
  primary key (node_key, incarnation)
) with (fillfactor = 50);

-- A node as it is read, at the moment of reading.
create view node_status as
select n.id, n.base_uri, n.zone, n.draining, n.incarnation, n.capacity_bytes, n.used_bytes, n.bytes_per_second, n.fills,
       coalesce(r.holdings, 0)                                                   as holdings,
       (extract(epoch from n.lease_until - clock_timestamp()) * 1000)::bigint    as lease_millis
from node n
left join holding_report r using (node_key, incarnation);
