-- The answer check: what it holds, what it compares with, and how often it was overridden.

-- name: answer_held
INSERT INTO held_answers (ticket_id, official_id, act, message_id, fields, at)
VALUES (:ticket_id, :official_id, :act, :message_id, :fields, :now)
ON CONFLICT (ticket_id, official_id) DO UPDATE SET
    act = excluded.act, message_id = excluded.message_id, fields = excluded.fields, at = excluded.at

-- name: held_answer
SELECT * FROM held_answers WHERE ticket_id = :ticket_id AND official_id = :official_id

-- name: held_answer_settled
DELETE FROM held_answers WHERE ticket_id = :ticket_id AND official_id = :official_id

-- name: answers_of_official
-- The latest answers of one official to other tickets.
SELECT t.number, t.title, m.content FROM ticket_events e
JOIN tickets t ON t.id = e.ticket_id
JOIN messages m ON m.id = e.message_id
WHERE e.actor = 'official' AND e.actor_id = :official_id AND e.action = 'answer'
    AND e.ticket_id <> :ticket_id AND m.content IS NOT NULL
ORDER BY e.id DESC LIMIT :limit

-- name: answers_checked
-- Words to residents by officials from one day to before another, and those that went out against the check.
SELECT o.department_id, COUNT(*) AS answers,
    COUNT(CASE WHEN e.detail LIKE '%"overridden":%' THEN 1 END) AS overridden
FROM ticket_events e JOIN officials o ON o.id = e.actor_id
WHERE e.local_date >= :since AND e.local_date < :until
    AND e.action IN ('answer', 'stage_reply', 'submit', 'propose', 'announce') AND e.actor = 'official'
    AND (:department_id = '' OR o.department_id = :department_id)
GROUP BY o.department_id ORDER BY o.department_id

-- name: overrides_listed
-- Few, and found by an index of their own.
SELECT o.department_id, e.detail FROM ticket_events e JOIN officials o ON o.id = e.actor_id
WHERE e.detail LIKE '%"overridden":%' AND e.local_date >= :since AND e.local_date < :until
    AND e.actor = 'official' AND (:department_id = '' OR o.department_id = :department_id)
ORDER BY e.id
