-- What is outside of tickets and what is done grow old in the order of ids: each day's sweep goes on where
-- the last one ended, and no index is written with each message for it. Only what was done later than it
-- came has one still.
CREATE TABLE retention_reached (
    kind TEXT PRIMARY KEY,
    row_id BIGINT NOT NULL
);
DROP INDEX messages_outside_tickets;
DROP INDEX inbox_with_payload;
CREATE INDEX inbox_done_late ON inbox (done_at)
    WHERE state = 'done' AND payload IS NOT NULL AND done_at <> received_at;

-- Of what is not done there is little: it is found by its time, or by who sent it.
DROP INDEX inbox_received;
DROP INDEX inbox_unfinished;
CREATE INDEX inbox_unfinished ON inbox (state, next_attempt_at, id) WHERE state <> 'done';
DROP INDEX inbox_by_album;
DROP INDEX inbox_received_of_sender;
CREATE INDEX inbox_of_sender ON inbox (channel, sender, id) WHERE state <> 'done';
