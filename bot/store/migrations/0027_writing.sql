-- How often a contact wrote: at all, and in the minute in which they wrote last.
ALTER TABLE contacts ADD COLUMN arrivals BIGINT NOT NULL DEFAULT 1;
ALTER TABLE contacts ADD COLUMN minute TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN in_minute BIGINT NOT NULL DEFAULT 0;
