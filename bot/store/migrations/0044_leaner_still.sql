-- Whoever is erased is looked for by their lines of the conversation, which are indexed already; only
-- what was sent together with something else has no line of its own.
DROP INDEX outbox_by_contact;
DROP INDEX inbox_by_contact;
CREATE INDEX inbox_without_line ON inbox (contact_id) WHERE message_id IS NULL;

-- All that lies outside of tickets has the same ticket: none.
DROP INDEX messages_outside_tickets;
CREATE INDEX messages_outside_tickets ON messages (at) WHERE ticket_id IS NULL AND content IS NOT NULL;
