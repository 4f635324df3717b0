-- Many ask the same. `hot` marks a ticket of a burst: it comes earlier in the work, its deadline stays.
ALTER TABLE tickets ADD COLUMN hot INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tickets_by_topic ON tickets (topic_id, created_at) WHERE topic_id <> '';

-- A matter that others may follow: the neutral title that an official approved for them to read.
CREATE TABLE shared_matters (
    ticket_id BIGINT PRIMARY KEY REFERENCES tickets (id),
    title TEXT NOT NULL,
    official_id BIGINT NOT NULL REFERENCES officials (id),
    at TEXT NOT NULL
);

-- An official notice (通告) on a matter. `texts` holds the official's words by language.
CREATE TABLE public_notices (
    id $identity,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    topic_id TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL,
    texts TEXT NOT NULL,
    official_id BIGINT NOT NULL REFERENCES officials (id),
    posted_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE INDEX public_notices_by_ticket ON public_notices (ticket_id);

-- Who was given a notice when they asked, without a ticket: they are told how it goes on.
CREATE TABLE public_notice_readers (
    notice_id BIGINT NOT NULL REFERENCES public_notices (id),
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    message_id BIGINT REFERENCES messages (id),
    at TEXT NOT NULL,
    PRIMARY KEY (notice_id, contact_id)
);
CREATE INDEX public_notice_readers_by_contact ON public_notice_readers (contact_id, at);
