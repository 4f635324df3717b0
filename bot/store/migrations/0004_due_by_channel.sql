-- Each lane asks for its own next row, often, and must not look through the other channels' rows.
CREATE INDEX outbox_due_by_channel ON outbox (channel, not_before)
    WHERE state IN ('queued', 'unknown') AND settled_at IS NULL;
DROP INDEX outbox_due;
