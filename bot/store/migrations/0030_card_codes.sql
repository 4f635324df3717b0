-- The codes by which a platform lets us replace a card that lies with officials, each once.
CREATE TABLE card_codes (
    channel TEXT NOT NULL,
    code TEXT NOT NULL,
    task TEXT NOT NULL,
    given_at TEXT NOT NULL,
    PRIMARY KEY (channel, code)
);
CREATE INDEX card_codes_by_task ON card_codes (channel, task);

-- Since when a platform shows this official none of our messages.
ALTER TABLE official_accounts ADD COLUMN lost_at TEXT;
