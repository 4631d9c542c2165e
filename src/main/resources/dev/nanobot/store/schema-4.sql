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
  at integer not null                       -- when it was written
) without rowid;

alter table outbox add column parts_said integer not null default 0;

create index inbox_principal on inbox (principal, received_at) where origin = 'PERSON';

-- What was said in passing waits here until something follows, or its time is over. Then all that
-- waits for a session enters the inbox at once, in its order.

create table held (
  id integer primary key,
  channel text not null,
  external_id text not null,
  session text not null,
  principal text not null,
  trust text not null,
  text text not null,
  held_at integer not null,
  due_at integer not null,                  -- the same for all of a session
  unique (channel, external_id)
);

create index held_session on held (session);
