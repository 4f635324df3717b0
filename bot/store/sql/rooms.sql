-- name: room_opened
INSERT INTO rooms (channel, address, department_id, mode, topics, hearing, opened_at)
VALUES (:channel, :address, :department_id, :mode, :topics, :hearing, :now)
ON CONFLICT (channel, address) DO UPDATE SET
    department_id = excluded.department_id, mode = excluded.mode, topics = excluded.topics,
    hearing = excluded.hearing, active = 1, lost_at = NULL, alarmed_at = NULL
RETURNING *

-- name: room_at
SELECT * FROM rooms WHERE channel = :channel AND address = :address AND active = 1

-- name: room_ever
SELECT 1 AS known FROM rooms WHERE channel = :channel AND address = :address

-- name: asked_last
-- The words that we last asked an official for in their own chat; the card tells by which press.
SELECT ticket_id, card FROM outbox
WHERE channel = :channel AND address = :address AND card <> '' AND card LIKE 'ask:%'
    AND created_at >= :since
ORDER BY id DESC LIMIT 1

-- name: rooms_active
SELECT * FROM rooms WHERE active = 1 ORDER BY id

-- name: room_changed
UPDATE rooms SET department_id = :department_id, mode = :mode WHERE id = :id AND active = 1

-- name: room_closed
UPDATE rooms SET active = 0 WHERE id = :id AND active = 1

-- name: room_lost
UPDATE rooms SET lost_at = :now WHERE channel = :channel AND address = :address AND lost_at IS NULL

-- name: room_found
UPDATE rooms SET lost_at = NULL, alarmed_at = NULL WHERE channel = :channel AND address = :address AND lost_at IS NOT NULL

-- name: rooms_unalarmed
SELECT * FROM rooms WHERE active = 1 AND lost_at IS NOT NULL AND alarmed_at IS NULL ORDER BY id

-- name: room_alarmed
UPDATE rooms SET alarmed_at = :now WHERE id = :id AND alarmed_at IS NULL

-- name: room_topics_noted
UPDATE rooms SET topics = :topics
WHERE channel = :channel AND address = :address AND topics <> :topics

-- name: room_moved
-- Twice the same news, or news that came after a room of that address was opened, changes nothing.
UPDATE rooms SET address = :moved_to WHERE channel = :channel AND address = :address
    AND NOT EXISTS (SELECT 1 FROM rooms o WHERE o.channel = :channel AND o.address = :moved_to)
RETURNING id

-- name: room_forgets_topics
-- In its new place a group has neither the old topics nor the old cards.
UPDATE room_tickets SET topic = '', drawn = '', turns_at = :now WHERE room_id = :room_id AND drawn <> ''

-- name: room_ticket
SELECT * FROM room_tickets WHERE room_id = :room_id AND ticket_id = :ticket_id

-- name: rooms_of_ticket
SELECT r.* FROM rooms r JOIN room_tickets s ON s.room_id = r.id
WHERE s.ticket_id = :ticket_id AND r.active = 1 ORDER BY r.id

-- name: room_ticket_drawn
INSERT INTO room_tickets (room_id, ticket_id, drawn, passed_on, turns_at)
VALUES (:room_id, :ticket_id, :drawn, :passed_on, :turns_at)
ON CONFLICT (room_id, ticket_id) DO UPDATE SET
    drawn = excluded.drawn, passed_on = excluded.passed_on, turns_at = excluded.turns_at

-- name: room_topic_kept
-- Where a topic took the place of another the card is drawn anew: the old one went with the old topic.
UPDATE room_tickets SET
    drawn = CASE WHEN topic IN ('', :topic) THEN drawn ELSE '' END,
    turns_at = CASE WHEN topic IN ('', :topic) THEN turns_at ELSE :now END,
    topic = :topic
WHERE ticket_id = :ticket_id AND room_id IN (
    SELECT r.id FROM rooms r WHERE r.channel = :channel AND r.address = :address
)

-- name: ticket_of_topic
SELECT s.ticket_id FROM room_tickets s WHERE s.room_id = :room_id AND s.topic = :topic AND s.topic <> ''

-- name: tickets_turning
SELECT DISTINCT ticket_id FROM room_tickets
WHERE turns_at IS NOT NULL AND turns_at <= :now ORDER BY ticket_id LIMIT :limit

-- name: said_in_room
-- What we said in a room under this platform id: the ticket it is about, and which card it is.
SELECT ticket_id, card FROM outbox
WHERE channel = :channel AND address = :address AND platform_id = :platform_id
    AND contact_id IS NULL
ORDER BY id DESC LIMIT 1

-- name: said_about
-- What we said about a ticket in a room, the newest first; what was erased says nothing any more.
SELECT o.card, m.content FROM outbox o JOIN messages m ON m.id = o.message_id
WHERE o.channel = :channel AND o.address = :address AND o.ticket_id = :ticket_id
    AND o.contact_id IS NULL AND m.content IS NOT NULL
ORDER BY o.id DESC LIMIT 200

-- name: card_known
SELECT 1 AS known FROM outbox
WHERE channel = :channel AND address = :address AND card = :card AND card <> '' LIMIT 1

-- name: card_content
-- The newest state of a card; empty where it was erased.
SELECT m.content FROM outbox o JOIN messages m ON m.id = o.message_id
WHERE o.channel = :channel AND o.address = :address AND o.card = :card AND o.card <> ''
ORDER BY o.id DESC LIMIT 1

-- name: suggested_for
-- What matching thought of the messages that a ticket began with, the best first.
SELECT l.id, l.candidates FROM match_log l JOIN messages m ON m.id = l.message_id
WHERE m.ticket_id = :ticket_id ORDER BY l.id LIMIT :limit

-- name: receipt_promised
INSERT INTO receipts (inbox_id, channel, address, topic, reply_to, ticket_id, language, created_at)
VALUES (:inbox_id, :channel, :address, :topic, :reply_to, :ticket_id, :language, :now)
ON CONFLICT (inbox_id) DO NOTHING

-- name: receipts_standing
-- What is tried once more is on its way until then.
-- Deliveries that stand otherwise than was last told under the answer. (CROSS JOIN, and in the order of
-- `inbox_id + 0`: SQLite would go through all of the outbox, or through all receipts there ever were.)
SELECT r.*, o.settled_at,
    CASE WHEN o.state = 'unknown' AND o.settled_at IS NULL THEN 'queued' ELSE o.state END AS state, (
    SELECT n.state FROM notices n WHERE n.outbox_id = o.id ORDER BY n.called_at DESC LIMIT 1
) AS called FROM receipts r CROSS JOIN outbox o
WHERE r.shown <> 'sent' AND r.created_at >= :since
    AND o.inbox_id = r.inbox_id AND o.contact_id IS NOT NULL
ORDER BY r.inbox_id + 0, o.id

-- name: receipt_shown
UPDATE receipts SET shown = :shown WHERE inbox_id = :inbox_id
