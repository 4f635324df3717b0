-- Where officials work together on a channel: a group with or without topics.
CREATE TABLE rooms (
    id $identity,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    department_id TEXT NOT NULL DEFAULT '',
    mode TEXT NOT NULL,
    topics INTEGER NOT NULL DEFAULT 0,
    active INTEGER NOT NULL DEFAULT 1,
    opened_at TEXT NOT NULL,
    lost_at TEXT,
    UNIQUE (channel, address)
);
-- How a ticket stands in a room: its topic there, what was last drawn of it, the last message that
-- was passed on, and when the drawing has to change by itself.
CREATE TABLE room_tickets (
    room_id BIGINT NOT NULL REFERENCES rooms (id),
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    topic TEXT NOT NULL DEFAULT '',
    drawn TEXT NOT NULL DEFAULT '',
    passed_on BIGINT NOT NULL DEFAULT 0,
    turns_at TEXT,
    PRIMARY KEY (room_id, ticket_id)
);
CREATE INDEX room_tickets_by_ticket ON room_tickets (ticket_id);
CREATE INDEX room_tickets_by_topic ON room_tickets (room_id, topic) WHERE topic <> '';
CREATE INDEX room_tickets_turning ON room_tickets (turns_at) WHERE turns_at IS NOT NULL;

-- Under an official's answer in a room: how far it has come, told anew when that changes.
CREATE TABLE receipts (
    inbox_id BIGINT PRIMARY KEY REFERENCES inbox (id),
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    topic TEXT NOT NULL DEFAULT '',
    reply_to TEXT NOT NULL DEFAULT '',
    ticket_id BIGINT REFERENCES tickets (id),
    language TEXT NOT NULL DEFAULT '',
    shown TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL
);
CREATE INDEX receipts_open ON receipts (created_at) WHERE shown <> 'sent';

-- One-time codes by which an official's account on a channel, or a room, becomes known.
CREATE TABLE invitations (
    digest TEXT PRIMARY KEY,
    official_id BIGINT REFERENCES officials (id),
    department_id TEXT NOT NULL DEFAULT '',
    mode TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
);
CREATE INDEX invitations_by_end ON invitations (expires_at);

-- What only one process may do at a time. `fence` grows with every new holder.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    fence BIGINT NOT NULL,
    until TEXT NOT NULL
);

ALTER TABLE outbox ADD COLUMN topic TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_by_card ON outbox (channel, address, card) WHERE card <> '';
CREATE INDEX outbox_of_rooms ON outbox (channel, address, platform_id) WHERE contact_id IS NULL;
