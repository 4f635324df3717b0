-- Who is not handled for a term, and what waits of theirs.

-- name: suspended
INSERT INTO suspensions (contact_id, reason, official_id, at, until)
VALUES (:contact_id, :reason, :official_id, :now, :until)

-- name: suspension_of
SELECT s.*, o.name FROM suspensions s LEFT JOIN officials o ON o.id = s.official_id
WHERE s.contact_id = :contact_id AND s.until > :now AND s.lifted_at IS NULL
ORDER BY s.until DESC LIMIT 1

-- name: suspension_lifted
UPDATE suspensions SET lifted_at = :now
WHERE contact_id = :contact_id AND until > :now AND lifted_at IS NULL

-- name: suspensions_in_force
-- With the number of a ticket by which the resident can be named, and how much waits of theirs.
SELECT s.*, o.name,
    (SELECT MAX(t.number) FROM tickets t WHERE t.contact_id = s.contact_id) AS number,
    (SELECT COUNT(*) FROM held_messages h WHERE h.contact_id = s.contact_id) AS held
FROM suspensions s LEFT JOIN officials o ON o.id = s.official_id
WHERE s.until > :now AND s.lifted_at IS NULL
ORDER BY s.until, s.id

-- name: message_held
INSERT INTO held_messages (message_id, contact_id) VALUES (:message_id, :contact_id)
ON CONFLICT (message_id) DO NOTHING

-- name: messages_held
SELECT m.id, m.content, m.at FROM held_messages h JOIN messages m ON m.id = h.message_id
WHERE h.contact_id = :contact_id AND m.content IS NOT NULL ORDER BY h.message_id

-- name: messages_let_go
DELETE FROM held_messages WHERE contact_id = :contact_id

-- name: contacts_held_no_longer
-- Their term is over, or was lifted: what waits is to be handled now.
SELECT DISTINCT h.contact_id FROM held_messages h
WHERE NOT EXISTS (
    SELECT 1 FROM suspensions s
    WHERE s.contact_id = h.contact_id AND s.until > :now AND s.lifted_at IS NULL
)
ORDER BY h.contact_id LIMIT :limit

-- name: said_before
-- What a contact wrote a moment ago that lies in an open ticket, and by which entry of the FAQ it was
-- answered, if by any.
SELECT m.id, m.content, m.ticket_id,
    (SELECT MAX(l.entry_id) FROM match_log l WHERE l.message_id = m.id) AS entry_id
FROM messages m JOIN tickets t ON t.id = m.ticket_id
WHERE m.contact_id = :contact_id AND m.direction = 'in' AND m.id < :message_id AND m.at >= :since
    AND m.content IS NOT NULL AND t.state NOT IN ('closed', 'replied', 'awaiting_resident')
ORDER BY m.id DESC LIMIT 20
