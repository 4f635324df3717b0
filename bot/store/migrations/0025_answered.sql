-- A card shows what was answered to others who asked of the same topic.
CREATE INDEX tickets_answered_of_topic ON tickets (topic_id, answered_at) WHERE answered_at IS NOT NULL;
CREATE INDEX ticket_events_answering ON ticket_events (message_id) WHERE action = 'answer';
