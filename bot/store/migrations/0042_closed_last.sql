-- What was closed last stands first among what is closed.
CREATE INDEX tickets_by_end ON tickets (state, closed_at) WHERE state = 'closed';
