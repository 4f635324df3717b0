-- name: matter_shared
INSERT INTO shared_matters (ticket_id, title, official_id, at)
VALUES (:ticket_id, :title, :official_id, :now)
ON CONFLICT (ticket_id) DO UPDATE SET
    title = excluded.title, official_id = excluded.official_id, at = excluded.at

-- name: matter_unshared
DELETE FROM shared_matters WHERE ticket_id = :ticket_id

-- name: matter_passed_on
UPDATE shared_matters SET ticket_id = :to WHERE ticket_id = :ticket_id

-- name: matters_of_person_unshared
DELETE FROM shared_matters
WHERE ticket_id IN (SELECT id FROM tickets WHERE contact_id = :contact_id)

-- name: matter_of_ticket
SELECT title FROM shared_matters WHERE ticket_id = :ticket_id

-- name: matters_standing
-- Open ones, and those answered not long ago. What is confidential was never one, or is none now.
-- (CROSS JOIN: the few that are shared first; SQLite would go through all tickets.)
SELECT s.title, t.* FROM shared_matters s CROSS JOIN tickets t
WHERE t.id = s.ticket_id AND t.confidential = 0 AND t.follows_id IS NULL
    AND (t.state <> 'closed' OR t.answered_at > :since)
ORDER BY t.id DESC LIMIT :limit

-- name: followers_of
SELECT * FROM tickets WHERE follows_id = :ticket_id AND state <> 'closed' ORDER BY contact_id, id

-- name: merged_into
SELECT * FROM tickets WHERE follows_id = :ticket_id AND state = 'closed' AND outcome = 'merged'
ORDER BY contact_id, id

-- name: planned_with
SELECT * FROM tickets
WHERE follows_id = :ticket_id AND state = 'closed' AND outcome = 'scheduled' AND scheduled_for = :day
ORDER BY contact_id, id

-- name: followers_counted
SELECT COUNT(*) AS count FROM tickets WHERE follows_id = :ticket_id AND state <> 'closed'

-- name: tickets_of_topic
-- What is public and unanswered of one topic since a moment; those that follow come by their leader.
SELECT * FROM tickets
WHERE topic_id = :topic_id AND topic_id <> '' AND created_at >= :since AND confidential = 0
    AND state NOT IN ('closed', 'replied')
ORDER BY id LIMIT :limit

-- name: tickets_of_topic_not_hot
-- Those of them that are in no burst yet: of a burst that is known they are few.
SELECT id FROM tickets
WHERE topic_id = :topic_id AND topic_id <> '' AND created_at >= :since AND confidential = 0
    AND state NOT IN ('closed', 'replied') AND hot = 0
ORDER BY id LIMIT :limit

-- name: ticket_of_topic_first
-- The one of them that came first; those that follow come by their leader.
SELECT id FROM tickets
WHERE topic_id = :topic_id AND topic_id <> '' AND created_at >= :since AND confidential = 0
    AND state NOT IN ('closed', 'replied') AND follows_id IS NULL
ORDER BY id LIMIT 1

-- name: tickets_without_topic
SELECT id, contact_id, title, hot, follows_id FROM tickets
WHERE topic_id = '' AND created_at >= :since AND confidential = 0
ORDER BY created_at DESC, id DESC LIMIT :limit

-- name: people_of_topic
-- Distinct people, with a ticket or with a notice.
SELECT COUNT(*) AS count FROM (
    SELECT contact_id FROM tickets
    WHERE topic_id = :topic_id AND topic_id <> '' AND created_at >= :since AND confidential = 0
    UNION
    SELECT r.contact_id FROM public_notice_readers r JOIN public_notices n ON n.id = r.notice_id
    WHERE n.topic_id = :topic_id AND n.topic_id <> '' AND r.at >= :since
) people

-- name: tickets_public_recent
-- What an official may be shown as similar: never what is confidential.
SELECT * FROM tickets
WHERE confidential = 0 AND id <> :ticket_id AND (state <> 'closed' OR answered_at > :since)
ORDER BY id DESC LIMIT :limit

-- name: tickets_answered
-- What may serve again: answered of late and not called unsolved; never what is confidential.
SELECT * FROM tickets
WHERE topic_id = :topic_id AND answered_at > :since AND confidential = 0 AND follows_id IS NULL
    AND id <> :ticket_id AND (verdict IS NULL OR verdict NOT IN ('partly', 'not_solved'))
ORDER BY answered_at DESC, id DESC LIMIT :limit

-- name: ticket_answered_with
SELECT t.* FROM tickets t JOIN ticket_events e ON e.ticket_id = t.id
WHERE e.message_id = :message_id AND e.action = 'answer' ORDER BY t.id LIMIT 1
