-- Whom a report is about: units and persons who must never find it, whatever their roles are.
CREATE TABLE ticket_reported (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    department_id TEXT NOT NULL DEFAULT '',
    official_id BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (ticket_id, department_id, official_id)
);
