-- The story.
--
-- Whatever arrives becomes a row of inbox, once for each (channel, external_id), and marks its
-- session as waiting. A worker leases the session: epoch grows, and every later write of a turn
-- proves in its own transaction that the epoch is still the same. The worker opens a turn, which
-- takes the new messages into the transcript, and notes each question to the model and each call of
-- a tool as a step: first planned or running, then done. The last reply, what it says in the
-- outbox, and the end of the messages it answers are one transaction. A courier takes rows of
-- the outbox, the oldest of each target first, and says them.
--
-- The states of a row.
--
--   inbox    new -> taken -> answered | merged | superseded | dead       new -> superseded
--            refused (from the start)                               answered (a control word)
--   turn     running -> done | failed | cancelled
--   step     a question: running -> done | unknown (its turn ended without the answer)
--            a call:     planned -> noted -> done      planned -> done (alone, or not run)
--                        planned -> unknown (an idempotent one whose turn ended)
--            a once-effect: planned -> running -> noted -> done      running -> done (alone)
--                        running -> unknown (nobody recorded the outcome)
--   outbox   pending -> sending -> sent | dead                           sending -> pending
--            pending -> sent (read by a person at this machine)          pending -> dead
--            dead -> sent (a late sender knew better)
--   cron_run fired -> ran | failed                                       skipped, missed
--
-- Times are milliseconds since 1970 in UTC. Text is UTF-8; json columns hold one JSON value.

create table session (
  key text primary key,
  head integer not null default 0,          -- the last seq of its transcript
  epoch integer not null default 0,         -- grows with every lease
  lease_owner text,
  lease_until integer not null default 0,
  lease_ms integer not null default 0,      -- how long a write prolongs the lease
  waiting_since integer,                    -- null: nothing to do
  settings text not null default '{}',      -- json
  is_deleted integer not null default 0,
  created_at integer not null,
  used_at integer not null
) without rowid;
create index session_waiting on session (waiting_since) where waiting_since is not null;
create index session_owner on session (lease_owner) where lease_owner is not null;
create index session_used on session (used_at desc, key);

create table inbox (
  id integer primary key autoincrement,
  channel text not null,
  external_id text not null,
  session text not null,
  principal text not null,
  trust text not null,
  text text not null,
  state text not null check (
    state in ('new', 'taken', 'answered', 'merged', 'superseded', 'refused', 'dead')),
  reason text not null default '',
  turn integer,                             -- the turn that took it
  superseded_by integer,                    -- the message that did
  received_at integer not null,
  ended_at integer,
  unique (channel, external_id)
);
create index inbox_new on inbox (id) where state = 'new';
create index inbox_turn on inbox (turn, id) where turn is not null;
create index inbox_session on inbox (session, state, id);

create table transcript (
  id integer primary key,
  session text not null references session (key),
  seq integer not null,
  turn integer not null,
  epoch integer not null,                   -- of the lease that wrote it; never decreases with seq
  kind text not null check (kind in ('user', 'assistant', 'result')),
  body text not null,                       -- json
  at integer not null,
  unique (session, seq)
);
create index transcript_turn on transcript (turn, seq);

create table turn (
  id integer primary key autoincrement,
  session text not null references session (key),
  state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
  is_stopped integer not null default 0,    -- somebody asked to stop it
  openings integer not null default 0,      -- how often it was opened
  attempts integer not null default 0,      -- of them, since its last step was committed
  reason text not null default '',
  model text not null default '',
  tokens_in integer not null default 0,
  tokens_out integer not null default 0,
  tokens_cached integer not null default 0,
  started_at integer not null,
  finished_at integer
);
create unique index turn_running on turn (session) where state = 'running';
create index turn_session on turn (session);

create table step (
  turn integer not null references turn (id),
  k integer not null,
  kind text not null check (kind in ('model', 'tool')),
  name text not null,                       -- the model or the tool; before a model answered, what
                                            -- is asked for, if not the answer
  call text,                                -- json of the call, of a tool
  effect text not null check (effect in ('PURE', 'IDEMPOTENT', 'ONCE')),
  state text not null check (state in ('planned', 'running', 'noted', 'done', 'unknown')),
  attempts integer not null default 1,
  result text,                              -- json of the result, of a tool
  tokens_in integer not null default 0,
  tokens_out integer not null default 0,
  tokens_cached integer not null default 0,
  epoch integer not null,
  started_at integer not null,
  finished_at integer,
  primary key (turn, k)
) without rowid;

create table outbox (
  id integer primary key autoincrement,
  turn integer,                             -- null: the answer to a control word, or a refusal
  ord integer not null,
  key text not null unique,                 -- the same at every attempt
  cause integer,                            -- the message it answers, when there is no turn
  session text not null,                    -- the target
  endpoint text not null,
  text text not null,
  state text not null check (state in ('pending', 'sending', 'sent', 'dead')),
  attempts integer not null default 0,
  is_uncertain integer not null default 0,  -- an attempt ended without a known result
  next_at integer not null,
  owner text,
  lease_until integer not null default 0,
  platform_id text not null default '',
  reason text not null default '',
  created_at integer not null,
  sent_at integer,
  unique (turn, ord)
);
create index outbox_pending on outbox (endpoint, id) where state = 'pending';
create index outbox_sending on outbox (endpoint, owner) where state = 'sending';
create index outbox_target on outbox (session, id) where state in ('pending', 'sending');
create index outbox_cause on outbox (cause) where cause is not null;
create index outbox_dead on outbox (id) where state = 'dead';

create table seen (                         -- which version of a file a session knows
  session text not null,
  path text not null,
  version text not null,
  primary key (session, path)
) without rowid;

create table cursor (                       -- how far a channel has listened
  channel text primary key,
  value text not null,
  updated_at integer not null
) without rowid;

create table cron_job (
  id text primary key,
  name text not null,
  is_enabled integer not null,
  schedule text not null,                   -- json: kind at, every or cron, and zone
  payload text not null,                    -- json: message, session, trust, answerTo
  version integer not null default 0,
  next_at integer,
  created_at integer not null,
  updated_at integer not null
) without rowid;

create table cron_run (
  job text not null,
  slot integer not null,                    -- the instant it was due, or was started by hand
  state text not null check (state in ('fired', 'ran', 'skipped', 'missed', 'failed')),
  reason text not null default '',
  message integer,                          -- the inbox row it became
  at integer not null,
  primary key (job, slot)
) without rowid;

create table memory (
  id integer primary key autoincrement,
  scope text not null,                      -- a principal, or 'shared'
  kind text not null check (kind in ('entry', 'document')),
  name text not null,                       -- the day of an entry, the path of a document
  version integer not null,
  body text not null,
  turn integer,
  ord integer,
  at integer not null,
  unique (turn, ord),
  unique (scope, kind, name, version)
);

create table lease (                        -- named singletons: open:WORKER, channel:NAME, cron
  name text primary key,
  owner text not null,
  epoch integer not null,
  until integer not null
) without rowid;

create table principal (
  id text primary key,
  role text not null check (role in ('owner', 'allowed')),
  added_at integer not null
) without rowid;

create table pairing (
  code_hash text primary key,
  principal text not null,
  state text not null check (state in ('pending', 'approved', 'denied')),
  expires_at integer not null
) without rowid;

create table audit (
  id integer primary key autoincrement,
  at integer not null,
  who text not null,
  what text not null,
  detail text not null                      -- json
);

create table race (                         -- races detected, which came to nothing
  name text primary key,
  count integer not null,
  last_at integer not null
) without rowid;
