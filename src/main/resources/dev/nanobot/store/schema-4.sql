-- What channels share.
--
-- A cursor says how far a platform was listened to, and is written with the message before it. A
-- station is how a channel is, for whoever asks in another process.
--
-- Who may talk is a row of principal, or stands in the configuration. Anybody else who speaks is a
-- stranger until the row is too old:
--
--   stranger  silent -> pending -> (approved: a principal, the row is gone) | denied

drop table pairing;                         -- nothing ever wrote it

create table stranger (
  endpoint text not null,
  sender text not null,                     -- the platform's own id
  name text not null,                       -- what they call themselves
  session text not null,                    -- where they were answered, or would be
  state text not null check (state in ('silent', 'pending', 'denied')),
  code_hash text unique,                    -- of the code they were told
  asked_at integer not null,
  expires_at integer not null,
  primary key (endpoint, sender)
) without rowid;

create table station (
  endpoint text primary key,
  state text not null check (state in ('connecting', 'connected', 'failing', 'stopped')),
  detail text not null,                     -- why it fails
  failures integer not null,                -- in a row
  since integer not null,                   -- of the state
  at integer not null,                      -- when it was written
  worker text not null                      -- by whom
) without rowid;

alter table outbox add column parts_said integer not null default 0;

create index inbox_principal on inbox (principal, received_at) where origin = 'PERSON';
