-- Where the services of the network reach a node or an origin; null if that is where callers reach it. A registry of an
-- earlier version leaves it as it is.
alter table node add column internal_uri text;
alter table origin add column internal_uri text;

create or replace view node_status as
select n.id, n.base_uri, n.zone, n.draining, n.incarnation, n.capacity_bytes, n.used_bytes, n.bytes_per_second, n.fills,
       coalesce(r.holdings, 0)                                                   as holdings,
       (extract(epoch from n.lease_until - clock_timestamp()) * 1000)::bigint    as lease_millis,
       n.internal_uri
from node n
left join holding_report r using (node_key, incarnation);
