-- Where the copies of a preheat may be, so that what was to be on a node that is lost can be elsewhere: empty if anywhere;
-- null if nodes were named, which nobody replaces.
alter table preheat add column zones text[];
