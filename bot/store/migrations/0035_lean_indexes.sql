-- Claims that ran out are found among what is being sent on a channel, not among all that ever was.
DROP INDEX outbox_sending;
CREATE INDEX outbox_sending ON outbox (channel, claimed_until) WHERE state = 'sending';

-- Most messages belong to no ticket, and most contacts to no person: such a row costs no index entry.
DROP INDEX messages_by_ticket;
CREATE INDEX messages_by_ticket ON messages (ticket_id, id) WHERE ticket_id IS NOT NULL;
DROP INDEX outbox_by_ticket;
CREATE INDEX outbox_by_ticket ON outbox (ticket_id) WHERE ticket_id IS NOT NULL;
DROP INDEX contacts_by_person;
CREATE INDEX contacts_by_person ON contacts (person_id) WHERE person_id IS NOT NULL;

-- Nobody asks for the matches of a contact: they are found by their messages.
DROP INDEX match_log_by_contact;
