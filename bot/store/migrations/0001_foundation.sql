-- The foundation: contacts, the two ledgers, tickets with their chained events, people, knowledge.
-- $identity, $blob and $search differ between the engines; nothing else does.
-- Times are UTC text of one width, *_date is the city's calendar day, booleans are 0 or 1.

CREATE TABLE keys (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE departments (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    hours TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE officials (
    id $identity,
    name TEXT NOT NULL,
    department_id TEXT NOT NULL REFERENCES departments (id),
    active INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX officials_by_name ON officials (name) WHERE active = 1;

CREATE TABLE official_roles (
    official_id BIGINT NOT NULL REFERENCES officials (id),
    role TEXT NOT NULL,
    PRIMARY KEY (official_id, role)
);

-- An official's address on a channel (a Telegram user, a WeCom userid, their own id at the desk).
CREATE TABLE official_accounts (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    official_id BIGINT NOT NULL REFERENCES officials (id),
    PRIMARY KEY (channel, address)
);

-- One-time sign-in links and the sessions they open; only digests of the secrets are kept.
CREATE TABLE sign_in_links (
    digest TEXT PRIMARY KEY,
    official_id BIGINT NOT NULL REFERENCES officials (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
);
CREATE TABLE sessions (
    digest TEXT PRIMARY KEY,
    official_id BIGINT NOT NULL REFERENCES officials (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE INDEX sessions_by_official ON sessions (official_id);

CREATE TABLE duty_shifts (
    id $identity,
    official_id BIGINT NOT NULL REFERENCES officials (id),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    UNIQUE (official_id, starts_at)
);
CREATE INDEX duty_shifts_by_end ON duty_shifts (ends_at);

-- The dispatch catalogue (派单目录): what goes to whom.
CREATE TABLE catalogue_topics (
    id TEXT PRIMARY KEY,
    topic TEXT NOT NULL,
    variants TEXT NOT NULL DEFAULT '[]',
    department_id TEXT NOT NULL REFERENCES departments (id),
    kind TEXT NOT NULL DEFAULT 'help',
    urgent INTEGER NOT NULL DEFAULT 0,
    visit_required INTEGER NOT NULL DEFAULT 0,
    active INTEGER NOT NULL DEFAULT 1
);

-- Knowledge. A row is in force in every version from `since` until (not including) `until`; an
-- import writes rows of the coming version in short transactions and then moves the one number.
CREATE TABLE faq_versions (
    version BIGINT PRIMARY KEY,
    imported_at TEXT NOT NULL,
    origin TEXT NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    removed INTEGER NOT NULL
);
CREATE TABLE faq_entries (
    row_id $identity,
    id TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT,
    question TEXT NOT NULL,
    variants TEXT NOT NULL,
    answer TEXT NOT NULL,
    department TEXT NOT NULL,
    category TEXT NOT NULL,
    source TEXT NOT NULL,
    updated TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    language TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (id, since)
);
CREATE INDEX faq_entries_in_force ON faq_entries (id) WHERE until IS NULL;
CREATE INDEX faq_entries_until ON faq_entries (until) WHERE until IS NOT NULL;
CREATE INDEX faq_entries_since ON faq_entries (since);

-- A resident on one channel, and what they were last asked (so that a bare "2" has a meaning).
CREATE TABLE contacts (
    id $identity,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT '',
    language_chosen INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT '',
    blocked INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    last_inbound_at TEXT,
    UNIQUE (channel, address)
);
CREATE TABLE prompts (
    contact_id BIGINT PRIMARY KEY REFERENCES contacts (id),
    kind TEXT NOT NULL,
    choices TEXT NOT NULL,
    round INTEGER NOT NULL DEFAULT 0,
    ticket_id BIGINT,
    message_id BIGINT,
    asked_at TEXT NOT NULL
);

CREATE TABLE ticket_numbers (
    day TEXT PRIMARY KEY,
    last INTEGER NOT NULL
);
CREATE TABLE tickets (
    id $identity,
    number TEXT NOT NULL UNIQUE,
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT '',
    department_id TEXT NOT NULL DEFAULT '',
    owner_id BIGINT REFERENCES officials (id),
    place TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    urgent INTEGER NOT NULL DEFAULT 0,
    confidential INTEGER NOT NULL DEFAULT 0,
    outcome TEXT,
    verdict TEXT,
    satisfaction TEXT,
    level INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_date TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    first_reply_due TEXT NOT NULL,
    first_reply_at TEXT,
    closed_at TEXT
);
CREATE INDEX tickets_by_contact ON tickets (contact_id, id);
CREATE INDEX tickets_by_state ON tickets (state, first_reply_due);
CREATE INDEX tickets_by_date ON tickets (created_date);

-- One conversation: what was said either way, and the officials' notes. `content` is emptied when
-- a resident is erased; everything that points here stays whole.
CREATE TABLE messages (
    id $identity,
    contact_id BIGINT REFERENCES contacts (id),
    ticket_id BIGINT REFERENCES tickets (id),
    official_id BIGINT REFERENCES officials (id),
    direction TEXT NOT NULL,
    content TEXT,
    at TEXT NOT NULL,
    local_date TEXT NOT NULL,
    erased_at TEXT
);
CREATE INDEX messages_by_contact ON messages (contact_id, id);
CREATE INDEX messages_by_ticket ON messages (ticket_id, id);

CREATE TABLE attachments (
    sha256 TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    body $blob NOT NULL,
    created_at TEXT NOT NULL
);
-- Which messages hold a file: what is shown lies in the message's content; this tells who may see
-- it, and when nobody refers to it any more.
CREATE TABLE message_attachments (
    message_id BIGINT NOT NULL REFERENCES messages (id),
    sha256 TEXT NOT NULL REFERENCES attachments (sha256),
    PRIMARY KEY (message_id, sha256)
);
CREATE INDEX message_attachments_by_content ON message_attachments (sha256);

-- Append-only; every row's digest covers the one before it in the same ticket.
CREATE TABLE ticket_events (
    id $identity,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    sequence INTEGER NOT NULL,
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    actor_id BIGINT,
    at TEXT NOT NULL,
    local_date TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    message_id BIGINT REFERENCES messages (id),
    detail TEXT NOT NULL,
    content_digest TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (ticket_id, sequence)
);

-- What reached us: unique on the platform's own identity, so that a repeat has no second effect.
CREATE TABLE inbox (
    id $identity,
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
    UNIQUE (channel, external_id)
);
CREATE INDEX inbox_unfinished ON inbox (state, next_attempt_at) WHERE state <> 'done';
CREATE INDEX inbox_by_contact ON inbox (contact_id, id);

-- What we owe: one row for each message to each recipient; nothing leaves but through here.
CREATE TABLE outbox (
    id $identity,
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
    settled_at TEXT
);
CREATE INDEX outbox_due ON outbox (not_before) WHERE state IN ('queued', 'unknown');
CREATE INDEX outbox_sending ON outbox (claimed_until) WHERE state = 'sending';
CREATE INDEX outbox_open_by_recipient ON outbox (channel, address, id)
    WHERE state IN ('queued', 'sending', 'unknown', 'waiting_contact');
CREATE INDEX outbox_by_message ON outbox (message_id);
CREATE INDEX outbox_by_ticket ON outbox (ticket_id);
CREATE INDEX outbox_by_inbox ON outbox (inbox_id);

-- What matching said, and what the resident made of it: the evidence that later learning rests on.
CREATE TABLE match_log (
    id $identity,
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
CREATE INDEX match_log_by_entry ON match_log (entry_id);
CREATE INDEX match_log_by_contact ON match_log (contact_id, id);

-- Each look at personal data and each export of it.
CREATE TABLE access_log (
    id $identity,
    official_id BIGINT,
    action TEXT NOT NULL,
    ticket_id BIGINT,
    detail TEXT NOT NULL,
    at TEXT NOT NULL,
    local_date TEXT NOT NULL
);

-- Brakes that must hold across restarts and machines (guesses of a code, messages of a contact).
CREATE TABLE counters (
    subject TEXT NOT NULL,
    bucket TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (subject, bucket)
);
CREATE INDEX counters_by_bucket ON counters (bucket);

-- Character 1-2-grams of every kept message, written by the program itself: the engines' own
-- tokenisers cannot find 停水. `rowid` is the message's id.
$search
