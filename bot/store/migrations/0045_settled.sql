-- What is sent leaves the index by recipient, which so stays small; how much that is on each channel is
-- counted in an index of its own, whose rows come in order.
DROP INDEX outbox_by_recipient;
CREATE INDEX outbox_by_recipient ON outbox (channel, address, state) WHERE state <> 'sent';
CREATE INDEX outbox_sent ON outbox (channel, state) WHERE state = 'sent';

-- How an entry did is asked of some days: within them it is found without an index by entry alone,
-- in which each new row has another place.
DROP INDEX match_log_by_date;
DROP INDEX match_log_by_entry;
CREATE INDEX match_log_by_date ON match_log (local_date, entry_id);
