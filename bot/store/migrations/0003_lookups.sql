-- Whether something earlier is owed to a recipient is asked for each row that is sent, and what
-- waits for them at each message they write. An index for some states alone is not found by
-- SQLite where a statement names others, and every row was looked at.
CREATE INDEX outbox_by_recipient ON outbox (channel, address, state);
DROP INDEX outbox_open_by_recipient;

-- A line of a conversation tells the sender's own id of it; without this each line cost the inbox.
CREATE INDEX inbox_by_message ON inbox (message_id);
CREATE INDEX inbox_received ON inbox (next_attempt_at) WHERE state = 'received';
