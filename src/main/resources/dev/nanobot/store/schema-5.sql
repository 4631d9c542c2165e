-- A recording that ends the process that hears it is not heard for ever.

alter table media add column hearings integer not null default 0; -- how often somebody began
