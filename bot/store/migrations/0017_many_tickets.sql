-- A city has 200,000 tickets, of which a few thousand stand open: lists, counts and short numbers look
-- at those only, and an open desk asks at each change what has moved since.
CREATE INDEX tickets_standing ON tickets (first_reply_due) WHERE state <> 'closed';
CREATE INDEX tickets_by_update ON tickets (updated_at);

-- What is owed to somebody whose data is erased, and what was matched for a message.
CREATE INDEX outbox_by_contact ON outbox (contact_id);
CREATE INDEX match_log_by_message ON match_log (message_id);
