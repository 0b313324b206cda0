-- What was to be filled ahead of demand; its orders have the purpose preheat-<key>.
create table preheat (
  preheat_key bigint      generated always as identity primary key,
  created_at  timestamptz not null default clock_timestamp(),
  expires_at  timestamptz not null,
  versions    int         not null,
  unplaced    int         not null
);
create index fill_order_of_purpose on fill_order (purpose);
