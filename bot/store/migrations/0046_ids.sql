-- SQLite counts up the ids of what each message leaves by what is there, and no longer in a table of its
-- own that was sought through and written with each row: nothing that was committed is ever taken out of
-- these tables, so that no id comes twice. (PostgreSQL counts in a sequence.) They are written anew.
$begin_only_sqlite
CREATE TABLE contacts_anew (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT '',
    language_chosen INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT '',
    blocked INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    last_inbound_at TEXT,
    person_id BIGINT,
    arrived_by TEXT NOT NULL DEFAULT '',
    arrived_at TEXT,
    arrivals BIGINT NOT NULL DEFAULT 1,
    minute TEXT NOT NULL DEFAULT '',
    in_minute BIGINT NOT NULL DEFAULT 0,
    UNIQUE (channel, address)
);
INSERT INTO contacts_anew SELECT
    id, channel, address, language, language_chosen, name, blocked, created_at, last_inbound_at,
    person_id, arrived_by, arrived_at, arrivals, minute, in_minute
FROM contacts;
DROP TABLE contacts;
ALTER TABLE contacts_anew RENAME TO contacts;
CREATE INDEX contacts_by_person ON contacts (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE messages_anew (
    id INTEGER PRIMARY KEY,
    contact_id BIGINT REFERENCES contacts (id),
    ticket_id BIGINT REFERENCES tickets (id),
    official_id BIGINT REFERENCES officials (id),
    direction TEXT NOT NULL,
    content TEXT,
    at TEXT NOT NULL,
    local_date TEXT NOT NULL,
    erased_at TEXT
);
INSERT INTO messages_anew SELECT
    id, contact_id, ticket_id, official_id, direction, content, at, local_date, erased_at
FROM messages;
DROP TABLE messages;
ALTER TABLE messages_anew RENAME TO messages;
CREATE INDEX messages_by_contact ON messages (contact_id, id);
CREATE INDEX messages_by_ticket ON messages (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX messages_outside_tickets ON messages (at) WHERE ticket_id IS NULL AND content IS NOT NULL;

CREATE TABLE inbox_anew (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    external_id TEXT NOT NULL,
    side TEXT NOT NULL,
    sender TEXT NOT NULL,
    contact_id BIGINT REFERENCES contacts (id),
    official_id BIGINT REFERENCES officials (id),
    message_id BIGINT REFERENCES messages (id),
    payload TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TEXT,
    error TEXT NOT NULL DEFAULT '',
    received_at TEXT NOT NULL,
    local_date TEXT NOT NULL,
    done_at TEXT,
    album TEXT NOT NULL DEFAULT '',
    UNIQUE (channel, external_id)
);
INSERT INTO inbox_anew SELECT
    id, channel, external_id, side, sender, contact_id, official_id, message_id, payload, state,
    attempts, next_attempt_at, error, received_at, local_date, done_at, album
FROM inbox;
DROP TABLE inbox;
ALTER TABLE inbox_anew RENAME TO inbox;
CREATE INDEX inbox_unfinished ON inbox (state, next_attempt_at) WHERE state <> 'done';
CREATE INDEX inbox_by_message ON inbox (message_id);
CREATE INDEX inbox_with_payload ON inbox (done_at) WHERE state = 'done' AND payload IS NOT NULL;
CREATE INDEX inbox_by_album ON inbox (channel, sender, album) WHERE album <> '';
CREATE INDEX inbox_received ON inbox (next_attempt_at, id) WHERE state = 'received';
CREATE INDEX inbox_received_of_sender ON inbox (channel, sender, id) WHERE state = 'received';
CREATE INDEX inbox_without_line ON inbox (contact_id) WHERE message_id IS NULL;

CREATE TABLE outbox_anew (
    id INTEGER PRIMARY KEY,
    message_id BIGINT NOT NULL REFERENCES messages (id),
    inbox_id BIGINT REFERENCES inbox (id),
    contact_id BIGINT REFERENCES contacts (id),
    ticket_id BIGINT REFERENCES tickets (id),
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    card TEXT NOT NULL DEFAULT '',
    reply_to TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before TEXT NOT NULL,
    claimed_by TEXT NOT NULL DEFAULT '',
    claimed_until TEXT,
    platform_id TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    settled_at TEXT,
    topic TEXT NOT NULL DEFAULT '',
    heard SMALLINT NOT NULL DEFAULT 0
);
INSERT INTO outbox_anew SELECT
    id, message_id, inbox_id, contact_id, ticket_id, channel, address, card, reply_to, state,
    attempts, not_before, claimed_by, claimed_until, platform_id, error, created_at, settled_at,
    topic, heard
FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_anew RENAME TO outbox;
CREATE INDEX outbox_by_message ON outbox (message_id);
CREATE INDEX outbox_by_inbox ON outbox (inbox_id);
CREATE INDEX outbox_by_card ON outbox (channel, address, card) WHERE card <> '';
CREATE INDEX outbox_of_rooms ON outbox (channel, address, platform_id) WHERE contact_id IS NULL;
CREATE INDEX outbox_sending ON outbox (channel, claimed_until) WHERE state = 'sending';
CREATE INDEX outbox_by_ticket ON outbox (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX outbox_due_by_channel ON outbox (channel, not_before, id)
    WHERE state IN ('queued', 'unknown') AND settled_at IS NULL;
CREATE INDEX outbox_asking ON outbox (channel, address, id) WHERE card LIKE 'ask:%';
CREATE INDEX outbox_by_recipient ON outbox (channel, address, state) WHERE state <> 'sent';
CREATE INDEX outbox_sent ON outbox (channel, state) WHERE state = 'sent';

CREATE TABLE match_log_anew (
    id INTEGER PRIMARY KEY,
    inbox_id BIGINT NOT NULL REFERENCES inbox (id),
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    message_id BIGINT REFERENCES messages (id),
    decision TEXT NOT NULL,
    entry_id TEXT NOT NULL DEFAULT '',
    score REAL NOT NULL DEFAULT 0,
    candidates TEXT NOT NULL,
    feedback TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    local_date TEXT NOT NULL
);
INSERT INTO match_log_anew SELECT
    id, inbox_id, contact_id, message_id, decision, entry_id, score, candidates, feedback, at,
    local_date
FROM match_log;
DROP TABLE match_log;
ALTER TABLE match_log_anew RENAME TO match_log;
CREATE INDEX match_log_by_message ON match_log (message_id);
CREATE INDEX match_log_unsolved ON match_log (local_date) WHERE feedback = 'unsolved';
CREATE INDEX match_log_by_date ON match_log (local_date, entry_id);
$end_only_sqlite
