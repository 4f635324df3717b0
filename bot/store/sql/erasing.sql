-- Takes content away and leaves everything that points to it whole.

-- name: contact_erased
-- The row stays for the statistics; nobody can tell any more whose it was.
UPDATE contacts SET address = 'erased:' || CAST(id AS TEXT), name = '' WHERE id = :id

-- name: windows_of_person_erased
-- Before the contact's own row, which tells their address.
DELETE FROM windows WHERE (channel, address) IN (SELECT channel, address FROM contacts WHERE id = :id)

-- name: consent_decisions_of_person_erased
DELETE FROM consent_decisions
WHERE (channel, address) IN (SELECT channel, address FROM contacts WHERE id = :id)

-- name: consents_of_person_erased
DELETE FROM consents WHERE (channel, address) IN (SELECT channel, address FROM contacts WHERE id = :id)

-- name: contacts_silent
-- Long unheard, with nothing open: their address is of no use to anybody any more.
SELECT id FROM contacts
WHERE last_inbound_at < :before AND address NOT LIKE 'erased:%'
    AND NOT EXISTS (
        SELECT 1 FROM tickets t WHERE t.contact_id = contacts.id AND t.state <> 'closed'
    )
ORDER BY id LIMIT :limit

-- name: messages_of_person
-- (Each side by itself: PostgreSQL goes through the whole table for an OR with a list in it.)
SELECT id FROM messages WHERE contact_id = :contact_id AND content IS NOT NULL
UNION
SELECT m.id FROM tickets t JOIN messages m ON m.ticket_id = t.id
WHERE t.contact_id = :contact_id AND m.content IS NOT NULL
ORDER BY id

-- name: tickets_closed_long
-- Whoever has been erased has no title any more.
SELECT id FROM tickets WHERE state = 'closed' AND title <> '' AND closed_at < :before
ORDER BY closed_at LIMIT :limit

-- name: messages_kept_of_ticket
SELECT id FROM messages WHERE ticket_id = :ticket_id AND content IS NOT NULL ORDER BY id

-- name: messages_outside_tickets
SELECT id FROM messages
WHERE id > :after AND id < :until AND ticket_id IS NULL AND content IS NOT NULL
    AND at < :before
ORDER BY id LIMIT :limit

-- name: message_left_standing
SELECT MIN(id) AS id FROM messages
WHERE id > :after AND id < :until AND ticket_id IS NULL AND content IS NOT NULL
    AND at >= :before

-- name: message_newest_id
SELECT MAX(id) AS id FROM messages

-- name: message_from
SELECT at FROM messages WHERE id >= :id ORDER BY id LIMIT 1

-- name: messages_with_old_files
-- (CROSS JOIN: SQLite would go through all messages, of which few have files.)
SELECT DISTINCT m.id FROM message_attachments a CROSS JOIN messages m
LEFT JOIN tickets t ON t.id = m.ticket_id
WHERE m.id = a.message_id
    AND ((t.id IS NULL AND m.at < :before) OR (t.state = 'closed' AND t.closed_at < :before))
ORDER BY m.id LIMIT :limit

-- name: message_erased
UPDATE messages SET content = NULL, erased_at = :now WHERE id = :id

-- name: message_unindexed
DELETE FROM message_search WHERE rowid = :id

-- name: message_search_tidied
-- What was taken out of the index may still lie in its unused bytes.
$search_tidied

-- name: files_of_message
SELECT sha256 FROM message_attachments WHERE message_id = :id

-- name: files_let_go
DELETE FROM message_attachments WHERE message_id = :id

-- name: attachment_unshown_removed
-- The same photograph may still belong to somebody else's message.
DELETE FROM attachments
WHERE sha256 = :sha256
    AND NOT EXISTS (SELECT 1 FROM message_attachments a WHERE a.sha256 = :sha256)

-- name: tickets_of_person_erased
UPDATE tickets SET title = '', place = '', phone = '' WHERE contact_id = :contact_id

-- name: ticket_erased
UPDATE tickets SET title = '', place = '', phone = '' WHERE id = :ticket_id

-- name: inbox_of_person_erased
-- The row in hand still has to answer a repeat; the daily sweep finds it later.
UPDATE inbox SET
    payload = NULL, error = '',
    sender = CASE WHEN id = :in_hand THEN sender ELSE '' END,
    external_id = CASE WHEN id = :in_hand THEN external_id ELSE 'erased:' || CAST(id AS TEXT) END,
    state = CASE WHEN id = :in_hand THEN state ELSE 'done' END,
    done_at = COALESCE(done_at, :now)
WHERE id IN (
    SELECT i.id FROM messages m JOIN inbox i ON i.message_id = m.id WHERE m.contact_id = :contact_id
    UNION ALL
    SELECT id FROM inbox WHERE contact_id = :contact_id AND message_id IS NULL
)

-- name: arrivals_done
SELECT id FROM inbox
WHERE id > :after AND id < :until AND state = 'done' AND payload IS NOT NULL
    AND done_at = received_at AND received_at < :before
ORDER BY id LIMIT :limit

-- name: arrival_left_standing
SELECT MIN(id) AS id FROM inbox
WHERE id > :after AND id < :until AND state = 'done' AND payload IS NOT NULL
    AND done_at = received_at AND received_at >= :before

-- name: arrivals_done_late
-- Later than they came: when the sweep went by they may still have been waiting.
SELECT id FROM inbox
WHERE state = 'done' AND payload IS NOT NULL AND done_at <> received_at AND done_at < :before
ORDER BY done_at LIMIT :limit

-- name: arrival_newest_id
SELECT MAX(id) AS id FROM inbox

-- name: arrival_from
SELECT received_at AS at FROM inbox WHERE id >= :id ORDER BY id LIMIT 1

-- name: arrivals_swept
UPDATE inbox SET payload = NULL, sender = '', external_id = 'erased:' || CAST(id AS TEXT)
WHERE id IN ($ids)

-- name: outbox_of_person_erased
-- What is not sent yet must not be sent with nothing in it; what is just being sent is not tried again. A card in an officials' room is found by
-- its number there, or it could not be emptied.
UPDATE outbox SET
    address = CASE WHEN contact_id = :contact_id THEN 'erased' ELSE address END,
    state = CASE WHEN settled_at IS NULL THEN 'blocked' ELSE state END,
    settled_at = CASE WHEN settled_at IS NULL THEN CAST(:now AS TEXT) ELSE settled_at END,
    platform_id = CASE WHEN contact_id IS NULL AND card <> '' THEN platform_id ELSE '' END,
    reply_to = '', error = ''
WHERE id IN (
    SELECT o.id FROM messages m JOIN outbox o ON o.message_id = m.id
    WHERE m.contact_id = :contact_id
    UNION ALL
    SELECT o.id FROM tickets t JOIN outbox o ON o.ticket_id = t.id WHERE t.contact_id = :contact_id
)

-- name: outbox_of_silent_erased
-- What still waits for them would find nobody. A row is for whom its message is for, and found by an
-- index that way (migration 0051 went through all rows once, by their own contact).
UPDATE outbox SET
    address = 'erased',
    state = CASE WHEN settled_at IS NULL THEN 'blocked' ELSE state END,
    settled_at = CASE WHEN settled_at IS NULL THEN CAST(:now AS TEXT) ELSE settled_at END,
    platform_id = '', reply_to = '', error = ''
WHERE id IN (
    SELECT o.id FROM messages m JOIN outbox o ON o.message_id = m.id
    WHERE m.contact_id = :contact_id
)

-- name: approvals_of_person_erased
-- Whose words they are, and about whom, must not outlive the matter.
UPDATE approvals SET reason = '', words = '', details = '{}'
WHERE ticket_id IN (SELECT id FROM tickets WHERE contact_id = :contact_id)

-- name: visits_of_person_erased
UPDATE visits SET place = '', found = '', done = '', before_photos = '', after_photos = ''
WHERE ticket_id IN (SELECT id FROM tickets WHERE contact_id = :contact_id)

-- name: approvals_of_ticket_erased
UPDATE approvals SET reason = '', words = '', details = '{}' WHERE ticket_id = :ticket_id

-- name: visits_of_ticket_erased
UPDATE visits SET place = '', found = '', done = '', before_photos = '', after_photos = ''
WHERE ticket_id = :ticket_id

-- name: held_answers_of_person_dropped
DELETE FROM held_answers
WHERE ticket_id IN (SELECT id FROM tickets WHERE contact_id = :contact_id)

-- name: suspensions_of_person_erased
UPDATE suspensions SET reason = '' WHERE contact_id = :contact_id

-- name: retention_begun
-- One run a day, whichever process is first.
INSERT INTO retention_runs (day, at, erased) VALUES (:day, :now, '{}')
ON CONFLICT (day) DO NOTHING RETURNING day

-- name: retention_ended
UPDATE retention_runs SET erased = :erased WHERE day = :day

-- name: retention_runs
SELECT * FROM retention_runs ORDER BY day DESC LIMIT :limit

-- name: access_swept
DELETE FROM access_log WHERE at < :before

-- name: retention_reached
SELECT row_id FROM retention_reached WHERE kind = :kind

-- name: retention_reaches
INSERT INTO retention_reached (kind, row_id) VALUES (:kind, :row_id)
ON CONFLICT (kind) DO UPDATE SET row_id = excluded.row_id
