-- What proves an origin's manifests; null while it signs none.
alter table origin add column public_key text;
