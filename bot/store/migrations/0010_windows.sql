-- In which stretches a platform lets us write to a contact of our own accord, and how often: counted
-- before sending, so that its refusals are not met by surprise.
CREATE TABLE windows (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    kind TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    allowed INTEGER NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (channel, address, kind)
);

-- Who may be called back by which notice (`remaining`: how often), and what became of each notice.
CREATE TABLE consents (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    template TEXT NOT NULL,
    remaining INTEGER NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (channel, address, template)
);
CREATE TABLE notices (
    channel TEXT NOT NULL,
    notice TEXT NOT NULL,
    outbox_id BIGINT NOT NULL REFERENCES outbox (id),
    state TEXT NOT NULL,
    called_at TEXT NOT NULL,
    PRIMARY KEY (channel, notice)
);
CREATE INDEX notices_by_row ON notices (outbox_id);

-- What the processes of one installation share: the platforms' own tokens, good for two hours.
CREATE TABLE access_tokens (
    name TEXT PRIMARY KEY,
    token TEXT NOT NULL,
    ends_at TEXT NOT NULL
);
