-- What runs: the first reply, and after it the resolution, unless a resident is waited for.
-- name: due_owners
SELECT DISTINCT owner_id FROM tickets
WHERE owner_id IS NOT NULL AND state NOT IN ('closed', 'replied') AND follows_id IS NULL AND abuse = 0
    AND ((first_reply_at IS NULL AND first_reply_due < :end)
        OR (first_reply_at IS NOT NULL AND paused_at IS NULL AND resolution_due < :end))

-- name: due_of_owner
SELECT id FROM tickets
WHERE owner_id = :owner_id AND state NOT IN ('closed', 'replied') AND follows_id IS NULL AND abuse = 0
    AND ((first_reply_at IS NULL AND first_reply_due < :end)
        OR (first_reply_at IS NOT NULL AND paused_at IS NULL AND resolution_due < :end))
ORDER BY urgent DESC, CASE WHEN first_reply_at IS NULL THEN first_reply_due ELSE resolution_due END, id

-- name: due_counts
SELECT COUNT(CASE WHEN due > :now THEN 1 END) AS today, COUNT(CASE WHEN due <= :now THEN 1 END) AS late
FROM (
    SELECT CASE WHEN first_reply_at IS NULL THEN first_reply_due
        WHEN paused_at IS NULL THEN resolution_due END AS due
    FROM tickets
    WHERE state NOT IN ('closed', 'replied') AND follows_id IS NULL AND abuse = 0
) running
WHERE due < :end

-- name: topics_since
-- What is asked lately, by topic of the catalogue; confidential matters stay out.
SELECT t.topic_id, COALESCE(c.topic, '') AS topic, COUNT(*) AS count FROM tickets t
LEFT JOIN catalogue_topics c ON c.id = t.topic_id
WHERE t.created_at >= :since AND t.confidential = 0
GROUP BY t.topic_id, c.topic ORDER BY count DESC, t.topic_id
