-- Tokens are at least the time in microseconds, so that one from a database that was set back is higher than what
-- origins have seen. A registry that still takes them from the sequence alone gets high ones too.
select setval('fill_token', (extract(epoch from clock_timestamp()) * 1000000)::bigint);
