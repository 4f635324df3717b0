-- name: message_kept
INSERT INTO messages (contact_id, direction, content, at, local_date, ticket_id, official_id)
VALUES (:contact_id, :direction, :content, :at, :local_date, :ticket_id, :official_id)

-- name: message_kept_outside
INSERT INTO messages (contact_id, direction, content, at, local_date)
VALUES (:contact_id, :direction, :content, :at, :local_date)

-- name: message_indexed_first
-- Of a message that was kept just now: to look whether it is there costs four times as much.
INSERT INTO message_search (rowid, grams) VALUES (:id, :grams)

-- name: message_indexed
-- What has been found by its words once is, wherever it moves.
INSERT INTO message_search (rowid, grams)
SELECT CAST(:id AS BIGINT), CAST(:grams AS TEXT)
WHERE NOT EXISTS (SELECT 1 FROM message_search WHERE rowid = CAST(:id AS BIGINT))

-- name: message_completed
UPDATE messages SET content = :content WHERE id = :id

-- name: message_joins_ticket
UPDATE messages SET ticket_id = :ticket_id WHERE id = :id RETURNING content

-- name: message_given_ticket
UPDATE messages SET ticket_id = :ticket_id WHERE id = :id

-- name: message_taken_back
DELETE FROM messages WHERE id = :id

-- name: message_by_id
SELECT * FROM messages WHERE id = :id

-- name: message_newest
SELECT at FROM messages ORDER BY id DESC LIMIT 1

-- name: conversation_after
-- What is still meant for another moment (not_before) does not show yet.
SELECT m.*, o.state AS delivery, t.number, i.external_id FROM messages m
LEFT JOIN outbox o ON o.message_id = m.id
LEFT JOIN tickets t ON t.id = m.ticket_id
LEFT JOIN inbox i ON i.message_id = m.id
WHERE m.contact_id = :contact_id AND m.id > :after AND m.direction <> 'note'
    AND (o.not_before IS NULL OR o.not_before <= :now)
ORDER BY m.id LIMIT :limit

-- name: conversation_before
SELECT m.*, o.state AS delivery, t.number, i.external_id FROM messages m
LEFT JOIN outbox o ON o.message_id = m.id
LEFT JOIN tickets t ON t.id = m.ticket_id
LEFT JOIN inbox i ON i.message_id = m.id
WHERE m.contact_id = :contact_id AND m.id < :before AND m.direction <> 'note'
    AND (o.not_before IS NULL OR o.not_before <= :now)
ORDER BY m.id DESC LIMIT :limit

-- name: newer_versions
-- A newer version's id is that of the message, with a mark of its own behind it.
SELECT m.* FROM messages o
JOIN inbox i ON i.message_id = o.id
JOIN messages m ON m.contact_id = o.contact_id AND m.id > o.id
JOIN inbox n ON n.message_id = m.id AND n.channel = i.channel
    AND substr(n.external_id, 1, length(i.external_id) + 1) = i.external_id || ':'
WHERE o.id = :message_id
ORDER BY m.id

-- name: messages_of_ticket
SELECT m.*, o.state AS delivery, t.number, i.external_id, i.payload, (
    SELECT n.state FROM notices n WHERE n.outbox_id = o.id ORDER BY n.called_at DESC LIMIT 1
) AS called FROM messages m
LEFT JOIN outbox o ON o.message_id = m.id
LEFT JOIN tickets t ON t.id = m.ticket_id
LEFT JOIN inbox i ON i.message_id = m.id
WHERE m.ticket_id = :ticket_id
ORDER BY m.id

-- name: message_last_of_a_ticket
SELECT * FROM messages WHERE contact_id = :contact_id AND ticket_id IS NOT NULL
ORDER BY id DESC LIMIT 1

-- name: told_in_ticket
-- The matter itself is told at the beginning.
SELECT m.content, m.direction, m.contact_id, m.official_id, i.external_id, i.payload FROM messages m
LEFT JOIN inbox i ON i.message_id = m.id
WHERE m.ticket_id = :ticket_id AND m.direction = 'in'
ORDER BY m.id LIMIT :limit

-- name: attachment_kept
INSERT INTO attachments (sha256, media_type, size, body, created_at)
VALUES (:sha256, :media_type, :size, :body, :now)
ON CONFLICT (sha256) DO NOTHING

-- name: attachment_shown
INSERT INTO message_attachments (message_id, sha256) VALUES (:message_id, :sha256)
ON CONFLICT (message_id, sha256) DO NOTHING

-- name: attachment_of_message
SELECT a.* FROM attachments a
JOIN message_attachments r ON r.sha256 = a.sha256
WHERE r.message_id = :message_id AND a.sha256 = :sha256

-- name: file_of_another_matter
-- Those who follow a ticket are one matter with it.
SELECT 1 AS shown FROM message_attachments r
JOIN messages m ON m.id = r.message_id
JOIN tickets t ON t.id = m.ticket_id
WHERE r.sha256 = :sha256 AND COALESCE(t.follows_id, t.id) <> :matter_id
LIMIT 1

-- name: ticket_of_platform_message
-- A message of ours by the platform's id of it, or one of theirs by its own.
SELECT m.ticket_id FROM messages m
LEFT JOIN outbox o ON o.message_id = m.id
LEFT JOIN inbox i ON i.message_id = m.id
WHERE m.contact_id = :contact_id AND m.ticket_id IS NOT NULL
    AND (o.platform_id = :platform_id OR i.external_id = :platform_id)
ORDER BY m.id DESC LIMIT 1
