-- Whether the recipient spoke while a row was being sent: it then waits for nobody.
ALTER TABLE outbox ADD COLUMN heard SMALLINT NOT NULL DEFAULT 0;
