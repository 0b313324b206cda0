-- Who said good-bye is told apart from who was lost.
create or replace view node_status as
select n.id, n.base_uri, n.zone, n.draining, n.incarnation, n.capacity_bytes, n.used_bytes, n.bytes_per_second, n.fills,
       coalesce(r.holdings, 0)                                                   as holdings,
       (extract(epoch from n.lease_until - clock_timestamp()) * 1000)::bigint    as lease_millis,
       n.internal_uri,
       case when n.named_incarnation = n.incarnation and n.named_uri = coalesce(n.internal_uri, n.base_uri) then null
            else coalesce(n.unnamed, 'its base URI is not proven yet') end       as unnamed,
       n.departed
from node n
left join holding_report r using (node_key, incarnation);
