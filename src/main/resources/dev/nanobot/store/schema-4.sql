-- Who is signed in with a browser: a row from signing in to signing out, or until it is too old.
-- Cookies are sealed with the gateway's token; the mark tells which token that was.

create table login (
  name text primary key,                    -- the hash of what the cookie has
  mark text not null,
  agent text not null,                      -- what the browser calls itself
  created_at integer not null,
  expires_at integer not null
) without rowid;
