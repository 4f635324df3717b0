-- An answer that the check has held: it goes out with a reason, or stays where it is.
CREATE TABLE held_answers (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    official_id BIGINT NOT NULL REFERENCES officials (id),
    act TEXT NOT NULL,
    message_id BIGINT NOT NULL REFERENCES messages (id),
    fields TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (ticket_id, official_id)
);
-- What an official answered lately, and what a department's officials did in a month.
CREATE INDEX ticket_events_by_official ON ticket_events (actor_id, action, id)
    WHERE actor = 'official';
CREATE INDEX ticket_events_by_date ON ticket_events (local_date, action);
