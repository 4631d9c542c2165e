-- Whoever reads in a browser or over the API comes and reads: what is said there is sent from the
-- start, and no courier takes it.

update outbox set state = 'sent', sent_at = created_at, owner = null
  where endpoint in ('web', 'api') and state in ('pending', 'sending');

-- Who is signed in with a browser: a row from signing in to signing out, or until it is too old.
-- Cookies are sealed with the gateway's token; the mark tells which token that was.

create table login (
  name text primary key,                    -- the hash of what the cookie has
  mark text not null,
  agent text not null,                      -- what the browser calls itself
  created_at integer not null,
  expires_at integer not null
) without rowid;

-- What an operator does with a message that was given up, or that waits for its next attempt.
--
--   outbox   dead -> pending (to be tried again)      pending -> dead (dropped)
--
-- A message that is tried again keeps its id, so it goes before what waits in its chat, and its
-- attempts go on being counted, so that a late sender from before is still fenced. One that was
-- dropped stays dead. Who did it is a row of audit.

alter table outbox add column spent integer not null default 0; -- attempts before the last retry
alter table outbox add column is_dropped integer not null default 0;
alter table audit add column outbox integer;        -- the message that it was about
create index audit_outbox on audit (outbox) where outbox is not null;
drop index outbox_dead;
create index outbox_dead on outbox (id) where state = 'dead' and is_dropped = 0;
create index outbox_dropped on outbox (id) where state = 'dead' and is_dropped = 1;

-- How the last answer of a turn ended: what stands in its place says so to people, and this to
-- programs.

alter table turn add column finish text not null default ''; -- as Reply.Finish; empty: not told

-- What nobody asks for any more is deleted after a time. A turn whose steps are gone, with what it
-- said that the conversation has too, is not traced.

alter table turn add column is_traced integer not null default 1;
create index turn_traced on turn (finished_at) where is_traced = 1 and finished_at is not null;

-- The branches of conversations.
--
-- A turn of a conversation goes on from another one, its parent; turns with the same parent are
-- siblings. The conversation is one way through them: from a turn without a parent along what was
-- last chosen behind each. The turns beside the way are marked in is_undone: what was taken back,
-- and what another branch was chosen for. Nothing of them changes, and choosing one of them makes
-- the way lead through it again.

alter table turn add column parent integer; -- the turn it goes on from; 0: none; null: it was
                                            -- taken back before there were branches, or says nothing
alter table turn add column next integer;   -- the child that the way led to last; null: none
alter table turn add column is_learned integer not null default 0; -- memory has all of it
alter table session add column shifts integer not null default 0; -- how often the way was changed
alter table inbox add column instead_of integer; -- the turn whose place its own turn takes
create index turn_branch on turn (session, parent) where parent is not null;

update turn set parent = coalesce((
    select max(p.id) from turn p join session s on s.key = p.session
    where p.session = turn.session and p.id < turn.id and p.task = 'TALK' and p.is_undone = 0
      and (turn.id <= s.after_turn or p.id > s.after_turn)), 0)
  where task = 'TALK' and is_undone = 0;
update turn set next = (
    select c.id from turn c where c.session = turn.session and c.parent = turn.id)
  where parent is not null;
update turn set is_learned = 1
  where parent is not null
    and (select max(seq) from transcript e where e.turn = turn.id) <= (
      select cast(value as integer) from cursor where channel = 'consolidated:' || turn.session);

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
  memo text not null,
  held_at integer not null,
  due_at integer not null,                  -- the same for all of a session
  unique (channel, external_id)
);

create index held_session on held (session);

-- A file that the agent sends is a row of media, too. The transaction that says it makes it a
-- message of the outbox of its own, and gives it to the session that hears it.

alter table media add column outbox integer; -- the message that it is
create unique index media_outbox on media (outbox) where outbox is not null;
drop index media_waiting;                   -- what is said does not wait
drop index media_old;
create index media_waiting on media (principal, size) where message is null and outbox is null;
create index media_old on media (created_at) where message is null and outbox is null;

-- Wrong codes that somebody named who lets others in.

create index audit_wrong on audit (who, at) where what = 'wrong pairing code';

-- What is spoken becomes text before a turn takes its message: no message is taken from the first
-- one on that has something unheard. A text that could not be made is a note that says so.

alter table media add column speech text;   -- null: none is wanted; '': not heard yet
create index media_unheard on media (session) where speech = '';

-- What a channel wants to be told again with an answer: of a mail, its subject and its thread.

alter table inbox add column memo text not null default ''; -- in the channel's own words
create index inbox_memo on inbox (session, id) where memo <> '';

-- Where an album comes in pieces, they wait in held, with their files, until it is whole.

alter table held add column album text not null default ''; -- what it is a piece of
alter table media add column held integer;  -- the row of held that it waits with
create index media_held on media (held) where held is not null;
