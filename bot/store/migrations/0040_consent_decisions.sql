-- What a contact decided about a platform's notices within the last day, each decision once: a platform tells
-- some twice, and not always in their order.
CREATE TABLE consent_decisions (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    template TEXT NOT NULL,
    at TEXT NOT NULL,
    said TEXT NOT NULL,
    given INTEGER NOT NULL,
    PRIMARY KEY (channel, address, template, at, said)
);
