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
