-- Registries keep the nodes in memory, as of a number that each look-up reads along with the holdings: a look-up that
-- reads another number than the nodes were read with knows that they are not the ones of its moment. The number says
-- nothing about order but equality: it grows, also when the database was set back or lost its last commits.
create table node_change (
  one    boolean primary key default true check (one),
  number bigint  not null
) with (fillfactor = 10);
insert into node_change (number) values ((extract(epoch from clock_timestamp()) * 1000000)::bigint);

-- Once in a transaction, and as the last thing that it does: whoever holds the row waits for nothing but the disk.
create function count_node_change() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('peercache.node_change_counted', true), '') = '' then
    update node_change
    set number = greatest(number + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint);
    perform set_config('peercache.node_change_counted', 'yes', true);
  end if;
  return null;
end $$;

create constraint trigger node_came_or_went after insert or delete on node
deferrable initially deferred for each row execute function count_node_change();

-- Of a renewal only what it does beside going on: a lease that had ended, or is cut short, is a change. Load, used bytes
-- and purges that were carried out are read again now and then.
create constraint trigger node_changed after update on node
deferrable initially deferred for each row
when (new.lease_until < old.lease_until or old.lease_until < clock_timestamp()
  or (new.incarnation, new.departed, new.draining, new.disputed, new.base_uri, new.internal_uri, new.zone,
      new.capacity_bytes, new.max_bytes_per_second, new.named_incarnation, new.named_uri, new.unnamed)
    is distinct from
     (old.incarnation, old.departed, old.draining, old.disputed, old.base_uri, old.internal_uri, old.zone,
      old.capacity_bytes, old.max_bytes_per_second, old.named_incarnation, old.named_uri, old.unnamed))
execute function count_node_change();

-- How many complain of a node is kept with it; who complains of a version is read with its holders.
create constraint trigger complaint_changed after insert or update or delete on complaint
deferrable initially deferred for each row execute function count_node_change();
create index complaint_of_version on complaint (sha256);
