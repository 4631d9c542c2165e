-- What may be pressed instead of written: an array of rows, each an array of labels.

alter table outbox add column buttons text not null default ''; -- JSON; '' for none

-- A recording that ends the process that hears it is not heard for ever.

alter table media add column hearings integer not null default 0; -- how often somebody began

-- A piece of an album that was said to nobody waits in held, too, but its files are not fetched
-- before another piece is heard. Of what was heard it is known which album it belongs to.

alter table held add column is_overheard integer not null default 0; -- not heard, so far
alter table held add column files text not null default ''; -- JSON: references; '' for none
alter table inbox add column album text not null default ''; -- what it was a piece of
create index inbox_album on inbox (session, album) where album <> '';

-- Of a pressed button a platform may tell the message alone, by its own id.

create index outbox_offered on outbox (platform_id) where buttons <> '';
