-- Whoever reads in a browser or over the API comes and reads: what is said there is sent from the
-- start, and no courier takes it.

update outbox set state = 'sent', sent_at = created_at, owner = null
  where endpoint in ('web', 'api') and state in ('pending', 'sending');
