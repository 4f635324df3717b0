-- What is open with a contact is kept by the contact's id, and what a platform allows by the address, in
-- SQLite too in the table itself and not in an index beside it.
$begin_only_sqlite
CREATE TABLE prompts_anew (
    contact_id INTEGER PRIMARY KEY REFERENCES contacts (id),
    kind TEXT NOT NULL,
    choices TEXT NOT NULL,
    round INTEGER NOT NULL DEFAULT 0,
    ticket_id BIGINT,
    message_id BIGINT,
    asked_at TEXT NOT NULL
);
INSERT INTO prompts_anew SELECT
    contact_id, kind, choices, round, ticket_id, message_id, asked_at
FROM prompts;
DROP TABLE prompts;
ALTER TABLE prompts_anew RENAME TO prompts;
CREATE INDEX prompts_beside_feedback ON prompts (kind, contact_id) WHERE kind <> 'feedback';

CREATE TABLE windows_anew (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    kind TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    allowed INTEGER NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (channel, address, kind)
) WITHOUT ROWID;
INSERT INTO windows_anew SELECT channel, address, kind, opened_at, ends_at, allowed, used FROM windows;
DROP TABLE windows;
ALTER TABLE windows_anew RENAME TO windows;
$end_only_sqlite

-- Most rows are no card, and are not looked at for what a card asks.
DROP INDEX outbox_asking;
CREATE INDEX outbox_asking ON outbox (channel, address, id) WHERE card <> '' AND card LIKE 'ask:%';
