-- What no topic is known of is compared with what came just before it.
CREATE INDEX tickets_without_topic ON tickets (created_at) WHERE topic_id = '';
