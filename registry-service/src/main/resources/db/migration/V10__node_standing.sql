-- Which run of a node, at which URI for services, may be named; null while none may. Written when a check or others' words
-- change it, compared by each look-up with the run and the URI of the moment, so that a new run is never named by what
-- was known of an earlier one. Nodes that are members already go on being named until a check shows that they fail.
alter table node
  add column named_incarnation bigint,
  add column named_uri         text,
  -- Why not, in words.
  add column unnamed           text,
  -- When it was last taken out of the answers.
  add column gone_at           timestamptz;
update node set named_incarnation = incarnation, named_uri = coalesce(internal_uri, base_uri);

create or replace view node_status as
select n.id, n.base_uri, n.zone, n.draining, n.incarnation, n.capacity_bytes, n.used_bytes, n.bytes_per_second, n.fills,
       coalesce(r.holdings, 0)                                                   as holdings,
       (extract(epoch from n.lease_until - clock_timestamp()) * 1000)::bigint    as lease_millis,
       n.internal_uri,
       case when n.named_incarnation = n.incarnation and n.named_uri = coalesce(n.internal_uri, n.base_uri) then null
            else coalesce(n.unnamed, 'its base URI is not proven yet') end       as unnamed
from node n
left join holding_report r using (node_key, incarnation);

-- What the registries know of each node by checks. Beside the node, not in it, so that checks never wait for renewals
-- nor make their rows longer.
create table node_check (
  node_key    int         primary key references node on delete cascade,
  -- Which run, and where, the rest is about.
  incarnation bigint,
  base_uri    text,
  -- Whether this run answered there under the network's key.
  proven      boolean     not null default false,
  due_at      timestamptz not null,
  -- Checks that failed in a row, and what the last one showed.
  failures    int         not null default 0,
  failure     text        not null default '',
  passed_at   timestamptz,
  -- Whether the loss of this run, or its good-bye, is taken account of already.
  lost        boolean     not null default false,
  penalty     float8      not null default 0,
  penalty_at  timestamptz not null default clock_timestamp(),
  suppressed  boolean     not null default false
) with (fillfactor = 40);
insert into node_check (node_key, incarnation, base_uri, proven, due_at)
select node_key, incarnation, coalesce(internal_uri, base_uri), true, clock_timestamp() from node;

-- What origins and nodes said last of a node from which they wanted something, and whether they asked it for a byte to
-- find out.
create table observation (
  about    int         not null references node on delete cascade,
  reporter text        not null,
  outcome  text        not null,
  probed   boolean     not null,
  at       timestamptz not null,
  primary key (about, reporter)
) with (fillfactor = 50);

-- When a registry last looked at the leases: if that is long ago, all of them were away, or this database was.
create table registry_pulse (
  one     boolean     primary key default true check (one),
  beat_at timestamptz not null
);
insert into registry_pulse (beat_at) values (clock_timestamp());
