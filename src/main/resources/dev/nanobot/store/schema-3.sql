-- Files that people send, and what comes in over HTTP.
--
-- A file that somebody sends is a row of media, of its sender alone and without a message. The
-- transaction that puts a message into the inbox attaches the files that the message names: from
-- then on they belong to its session, and go with it. What no message names within a day is
-- deleted. Transcripts and prompts name files by id. The bytes are rows of their own: a row that
-- changes is written anew with all that it has.
--
-- A ticket opens a door once: redeeming deletes its row.

create table media (
  id text primary key,                      -- the sender's folder, a dot, and a random word
  principal text not null,                  -- who sent it
  external_id text,                         -- the sender's own name for it, if there is one
  session text,                             -- null: belongs to no message yet
  message integer,                          -- the inbox row
  ord integer,                              -- its place in the message
  name text not null,                       -- the sender's, cleaned
  type text not null,                       -- media type, by the bytes
  size integer not null,
  sha256 text not null,
  created_at integer not null
);
create unique index media_external on media (principal, external_id) where external_id is not null;
create index media_waiting on media (principal, size) where message is null;
create index media_old on media (created_at) where message is null;
create index media_message on media (message, ord) where message is not null;
create index media_session on media (session) where session is not null;

create table media_body (
  id text primary key,                      -- of the row of media
  body blob not null
);

create table ticket (
  hash text primary key,                    -- of what its holder presents
  purpose text not null check (purpose in ('LOGIN', 'SOCKET')),
  expires_at integer not null
) without rowid;

create index inbox_heard on inbox (session, id);
create index outbox_said on outbox (session, id);

create index inbox_superseded on inbox (id) where state = 'superseded';
create index inbox_refused on inbox (id) where state = 'refused';
create index inbox_dead on inbox (id) where state = 'dead';

-- What a program asks in OpenAI's shape is a row of ask, written in one transaction with the
-- conversation that it brings and with its message. A repeat under the same key finds the row. An
-- ask goes on where another one's answer ended: in its session, if nobody has spoken there since,
-- else in a new one that begins with a copy.

create table ask (
  id text primary key,                      -- as its caller knows it
  key text unique,                          -- the caller's own for it; null: none
  digest text not null,                     -- of what is asked
  message integer not null unique,          -- the inbox row
  session text not null,
  is_own integer not null,                  -- the session was made for asks without a name
  previous text,                            -- the ask that it goes on from
  instructions text not null,               -- told to the model with this message
  body text not null,                       -- json: told to the caller with the answer
  is_deleted integer not null default 0,
  created_at integer not null
);
create index ask_session on ask (session);
