-- What a version counts for in the checksum of a node's holdings: its first eight bytes.
create function version_bits(sha256 bytea) returns bigint
language sql immutable strict parallel safe
return ('x' || encode(substr(sha256, 1, 8), 'hex'))::bit(64)::bigint;

-- The exclusive or of all that a run holds, and the report by which it was so. A registry that does not know these
-- columns yet takes reports without them: then the numbers differ, and the checksum says nothing.
alter table holding_report
  add column checksum        bigint not null default 0,
  add column checksum_number bigint;

-- Whether the node's last renewal contradicted what is known of its holdings: until its inventory has come, they do not
-- count for callers.
alter table node add column disputed boolean not null default false;
