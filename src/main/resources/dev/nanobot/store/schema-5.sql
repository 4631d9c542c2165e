-- What may be pressed instead of written: an array of rows, each an array of labels.

alter table outbox add column buttons text not null default ''; -- JSON; '' for none
