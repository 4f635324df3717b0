-- name: brief_registered
SELECT COUNT(*) AS tickets, COUNT(DISTINCT contact_id) AS people FROM tickets
WHERE created_date = :day AND abuse = 0

-- name: brief_due
-- Whose first reply was due in this stretch of time; registered not long before.
SELECT COUNT(*) AS due,
    COUNT(CASE WHEN first_reply_at IS NOT NULL AND first_reply_at <= first_reply_due THEN 1 END) AS in_time
FROM tickets
WHERE created_date >= :first_day AND first_reply_due >= :since AND first_reply_due < :until AND abuse = 0

-- name: brief_actions
SELECT action, COUNT(DISTINCT ticket_id) AS tickets FROM ticket_events
WHERE local_date = :day GROUP BY action

-- name: brief_answered_at_once
SELECT COUNT(*) AS count FROM match_log WHERE local_date = :day AND decision = 'answer'

-- name: brief_late
-- By unit: what runs, the first reply and after it the resolution, is over. One matter counts once.
SELECT department_id, COUNT(DISTINCT COALESCE(follows_id, id)) AS count FROM tickets
WHERE state <> 'closed' AND state <> 'replied' AND abuse = 0
    AND ((first_reply_at IS NULL AND first_reply_due <= :now)
        OR (first_reply_at IS NOT NULL AND paused_at IS NULL AND resolution_due <= :now))
GROUP BY department_id ORDER BY count DESC, department_id

-- name: hot_topics
-- Distinct people by topic of the catalogue, of late and in the days before; public matters only.
SELECT c.topic, c.department_id,
    COUNT(DISTINCT CASE WHEN t.created_at >= :since THEN t.contact_id END) AS people,
    COUNT(DISTINCT CASE WHEN t.created_at < :since THEN t.contact_id END) AS before
FROM tickets t JOIN catalogue_topics c ON c.id = t.topic_id
WHERE t.topic_id <> '' AND t.created_date >= :first_day AND t.created_at >= :compared
    AND t.created_at < :until AND t.confidential = 0 AND t.abuse = 0
GROUP BY t.topic_id, c.topic, c.department_id
HAVING COUNT(DISTINCT CASE WHEN t.created_at >= :since THEN t.contact_id END) >= :fewest
ORDER BY people DESC, before, c.topic LIMIT :limit
