-- What is due is claimed in the order of this index, without sorting all that waits.
DROP INDEX outbox_due_by_channel;
CREATE INDEX outbox_due_by_channel ON outbox (channel, not_before, id)
    WHERE state IN ('queued', 'unknown') AND settled_at IS NULL;
