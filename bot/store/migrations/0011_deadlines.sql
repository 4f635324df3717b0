-- What time does next to each ticket: one row a ticket, found by its moment. `recount`: the
-- calendar has changed since its dates were counted.
CREATE TABLE timetable (
    ticket_id BIGINT PRIMARY KEY REFERENCES tickets (id),
    at TEXT NOT NULL,
    recount INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX timetable_by_time ON timetable (at);
INSERT INTO timetable (ticket_id, at) SELECT id, created_at FROM tickets WHERE state <> 'closed';
-- What the table was planned by: one row.
CREATE TABLE timetable_basis (
    id INTEGER PRIMARY KEY,
    calendar TEXT NOT NULL,
    promises TEXT NOT NULL
);

-- The steps that time has taken: each once, whatever stops and starts meanwhile.
CREATE TABLE steps_taken (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    step TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (ticket_id, step)
);

-- What an official is to be reminded of, until a bundle carries it; and the bundles of each day.
CREATE TABLE reminders (
    id $identity,
    official_id BIGINT NOT NULL REFERENCES officials (id),
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    watch TEXT NOT NULL,
    rung TEXT NOT NULL,
    due TEXT NOT NULL,
    created_at TEXT NOT NULL,
    bundled_at TEXT
);
CREATE INDEX reminders_waiting ON reminders (official_id) WHERE bundled_at IS NULL;
CREATE TABLE bundles (
    official_id BIGINT NOT NULL REFERENCES officials (id),
    local_date TEXT NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (official_id, local_date, number)
);
-- The days whose duty messages have been sent.
CREATE TABLE mornings (
    local_date TEXT PRIMARY KEY
);

-- Who stands in for whom, and who is away until when.
CREATE TABLE deputies (
    official_id BIGINT PRIMARY KEY REFERENCES officials (id),
    deputy_id BIGINT NOT NULL REFERENCES officials (id)
);
CREATE TABLE absences (
    official_id BIGINT PRIMARY KEY REFERENCES officials (id),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
);
