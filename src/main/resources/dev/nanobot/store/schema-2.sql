-- What a message wants besides an answer where it was said, conversations that begin anew,
-- summaries, subagents, spending, and the search over what was said and remembered.
--
--   subagent queued -> running -> done | failed | cancelled    queued -> cancelled
--            failed (from the start: there was no room)
--
-- A subagent is a session whose answer is a message to the session that asked: its row, and its
-- task as a message to itself, are written with the result of the call that asked; its answer is
-- written, and the next one begun, with the end of its turn.
--
-- A job's slot is a row of cron_run, made in one transaction with the inbox row it became and the
-- job's next time: fired, and with the end of that message ran or failed; or skipped or missed
-- from the start, with the reason.

alter table inbox add column origin text not null default 'PERSON';
alter table inbox add column on_schedule integer not null default 0; -- no person spoke: time
                                                    -- alone, or a program, began it
alter table inbox add column task text not null default 'TALK';
alter table inbox add column answer_to text;        -- null: its session; '': nobody
alter table inbox add column hush text not null default ''; -- the answer that is not said

alter table session add column after_turn integer not null default 0; -- where it began anew

alter table turn add column task text not null default 'TALK';
alter table turn add column is_undone integer not null default 0;
create index turn_undone on turn (session) where is_undone = 1;

alter table outbox add column wait_ms integer not null default 0; -- how long before next_at

create table summary (                      -- stands for its conversation's entries up to a seq
  session text not null references session (key),
  upto integer not null,
  body text not null,
  turn integer not null,
  epoch integer not null,
  at integer not null,
  primary key (session, upto)
) without rowid;

create table subagent (
  id integer primary key autoincrement,     -- the order in which they were asked for
  session text not null unique,             -- its own
  parent text not null,                     -- the session that asked
  turn integer not null,                    -- the turn that asked
  label text not null,
  task text not null,
  principal text not null,                  -- in whose name
  trust text not null,
  on_schedule integer not null,
  answer_to text,                           -- of the turn that asked, for what comes of the answer
  hush text not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  reason text not null default '',
  created_at integer not null,
  started_at integer,
  ended_at integer
);
create index subagent_parent on subagent (parent, state, id);
create index subagent_turn on subagent (turn);

create table caller (                       -- who may call into a session, by name
  name text primary key,
  session text not null,
  principal text not null,
  trust text not null,
  style text not null default '',           -- how a remote program signs; empty: local programs
  secret text not null default '',          -- with what
  created_at integer not null
) without rowid;

alter table cron_job add column principal text not null default ''; -- who made it
alter table cron_job add column misfire text not null default 'RUN_ONCE'; -- what of missed slots
alter table cron_job add column removed_at_end integer not null default 0; -- not just disabled
create index cron_job_due on cron_job (next_at) where next_at is not null;
create index cron_job_principal on cron_job (principal);
create index cron_run_message on cron_run (message) where state = 'fired';
create index cron_run_fired on cron_run (job, slot) where state = 'fired';

create table spending (
  day text not null,
  principal text not null,
  session text not null,
  job text not null,                        -- empty: no job
  model text not null,
  calls integer not null,
  tokens_in integer not null,
  tokens_out integer not null,
  tokens_cached integer not null,
  micros integer not null,                  -- millionths of the currency
  unpriced integer not null,                -- calls of a model without a known price
  primary key (day, principal, session, job, model)
) without rowid;

create table reservation (                  -- the most that a question being answered can take
  turn integer primary key,
  epoch integer not null,                   -- of the lease under which it was asked
  principal text not null,
  session text not null,
  job text not null,
  model text not null,
  tokens_in integer not null,
  tokens_out integer not null,
  micros integer not null,
  unpriced integer not null
);

create table projection (                   -- what was lately written to a file a person may edit
  scope text not null,
  name text not null,
  n integer not null,                       -- the newest is the highest
  version integer not null,                 -- of the document it shows
  upto integer not null,                    -- the last entry it shows
  body text not null,
  hash text not null,
  is_placed integer not null,               -- the file has it, or had it
  at integer not null,
  primary key (scope, name, n)
) without rowid;

alter table memory add column key text;     -- of the call that wrote it
alter table memory add column upto integer not null default 0; -- the last entry that a day's
                                            -- document contains
alter table memory add column author text not null default '';
create unique index memory_key on memory (key) where key is not null;

create table imported (                     -- how much of a foreign file is in
  source text primary key,
  entries integer not null,
  at integer not null
) without rowid;

create virtual table recall using fts5 (    -- what was said and remembered, by its words;
  text,                                     -- rowid: twice the row's id, of memory one more
  kind unindexed,
  scope unindexed,
  source unindexed,
  at unindexed,
  tokenize = 'unicode61 remove_diacritics 2'
);
