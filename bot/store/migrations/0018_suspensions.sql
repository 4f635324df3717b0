-- Residents whose messages are kept but not handled for a term, and what was held back of theirs.
CREATE TABLE suspensions (
    id $identity,
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    reason TEXT NOT NULL,
    official_id BIGINT REFERENCES officials (id),
    at TEXT NOT NULL,
    until TEXT NOT NULL,
    lifted_at TEXT
);
CREATE INDEX suspensions_by_contact ON suspensions (contact_id, until);
CREATE TABLE held_messages (
    message_id BIGINT PRIMARY KEY REFERENCES messages (id),
    contact_id BIGINT NOT NULL REFERENCES contacts (id)
);
CREATE INDEX held_messages_by_contact ON held_messages (contact_id, message_id);
