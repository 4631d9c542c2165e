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
