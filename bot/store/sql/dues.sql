-- What runs: the first of the three clocks, unless a resident is waited for; of many who ask the same
-- the one that speaks for all.
-- name: due_owners
SELECT DISTINCT t.owner_id FROM tickets t JOIN worklist_clocks c ON c.ticket_id = t.id
WHERE t.owner_id IS NOT NULL AND t.state <> 'closed' AND c.due < :end

-- name: due_of_owner
SELECT t.id FROM tickets t JOIN worklist_clocks c ON c.ticket_id = t.id
WHERE t.owner_id = :owner_id AND t.state <> 'closed' AND c.due < :end
ORDER BY t.urgent DESC, c.due, t.id

-- name: due_counts
-- One matter counts once, by the clock that ends first.
SELECT COUNT(CASE WHEN due > :now THEN 1 END) AS today, COUNT(CASE WHEN due <= :now THEN 1 END) AS late
FROM (
    SELECT MIN(c.due) AS due FROM tickets t JOIN ticket_clocks c ON c.ticket_id = t.id
    WHERE t.state <> 'closed'
    GROUP BY COALESCE(t.follows_id, t.id)
) running
WHERE due < :end

-- name: topics_since
-- What is asked lately, by topic of the catalogue; confidential matters stay out. (The day is a bound
-- that both engines have an index of.)
SELECT t.topic_id, COALESCE(c.topic, '') AS topic, COUNT(*) AS count FROM tickets t
LEFT JOIN catalogue_topics c ON c.id = t.topic_id
WHERE t.created_date >= :first_day AND t.created_at >= :since AND t.confidential = 0
GROUP BY t.topic_id, c.topic ORDER BY count DESC, t.topic_id
