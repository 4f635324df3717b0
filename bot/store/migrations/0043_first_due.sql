-- What is due in the inbox is taken up in order, each person's first message before their next.
DROP INDEX inbox_received;
CREATE INDEX inbox_received ON inbox (next_attempt_at, id) WHERE state = 'received';
CREATE INDEX inbox_received_of_sender ON inbox (channel, sender, id) WHERE state = 'received';
