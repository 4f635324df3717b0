-- From an answer to an FAQ entry: what an official proposes and a second person decides.
CREATE TABLE faq_drafts (
    id $identity,
    ticket_id BIGINT REFERENCES tickets (id),
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    department_id TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    valid_until TEXT NOT NULL,
    state TEXT NOT NULL,
    drafted_by BIGINT NOT NULL REFERENCES officials (id),
    drafted_at TEXT NOT NULL,
    decided_by BIGINT REFERENCES officials (id),
    decided_at TEXT,
    reason TEXT NOT NULL DEFAULT '',
    alone INTEGER NOT NULL DEFAULT 0,
    entry_id TEXT NOT NULL DEFAULT ''
);
CREATE INDEX faq_drafts_waiting ON faq_drafts (id) WHERE state = 'waiting';
CREATE INDEX faq_drafts_by_ticket ON faq_drafts (ticket_id);

-- Who sees to an entry when it runs out, and who has been told that it did.
CREATE TABLE faq_owners (
    entry_id TEXT PRIMARY KEY,
    official_id BIGINT NOT NULL REFERENCES officials (id)
);
CREATE TABLE faq_notices (
    entry_id TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (entry_id, valid_until)
);
CREATE INDEX faq_entries_ending ON faq_entries (valid_until)
    WHERE until IS NULL AND valid_until <> '';
CREATE INDEX match_log_by_date ON match_log (local_date);
