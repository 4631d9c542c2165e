-- What may be pressed instead of written: an array of rows, each an array of labels.

alter table outbox add column buttons text not null default ''; -- JSON; '' for none

-- A recording that ends the process that hears it is not heard for ever.

alter table media add column hearings integer not null default 0; -- how often somebody began
