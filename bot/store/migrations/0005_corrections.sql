-- What officials corrected of the dispatch catalogue's guesses. `wording` is the resident's, with
-- personal data masked. `versions` tells whoever holds a copy in memory that it has moved on.
CREATE TABLE catalogue_corrections (
    id $identity,
    ticket_id BIGINT REFERENCES tickets (id),
    wording TEXT NOT NULL,
    department_id TEXT NOT NULL REFERENCES departments (id),
    instead_of TEXT NOT NULL DEFAULT '',
    official_id BIGINT NOT NULL REFERENCES officials (id),
    at TEXT NOT NULL,
    UNIQUE (ticket_id)
);
CREATE TABLE versions (
    subject TEXT PRIMARY KEY,
    version BIGINT NOT NULL
);
