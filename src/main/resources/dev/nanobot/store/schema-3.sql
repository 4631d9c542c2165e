-- What comes in over HTTP.
--
-- A ticket opens a door once: redeeming deletes its row.

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
