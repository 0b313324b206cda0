-- A filler that has all that is wanted of the version, which is not all of it, and waits for more to be wanted.
alter table filler add column resting boolean not null default false;
