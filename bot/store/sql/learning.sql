-- What people made of what was matched: by their own word, and by what officials answered with.
-- Neither of confidential tickets nor of those who asked to be forgotten.

-- name: answers_judged
SELECT l.contact_id, l.entry_id, l.feedback, m.content FROM match_log l
JOIN messages m ON m.id = l.message_id
LEFT JOIN tickets t ON t.id = m.ticket_id
WHERE l.local_date >= :since AND l.entry_id <> '' AND l.feedback <> ''
    AND m.content IS NOT NULL AND COALESCE(t.confidential, 0) = 0
ORDER BY l.id DESC LIMIT :limit

-- name: suggestions_answered
-- What officials wrote on tickets whose first words had resembled entries.
SELECT l.contact_id, l.candidates, q.content AS asked, a.content AS answered FROM match_log l
JOIN messages q ON q.id = l.message_id
JOIN tickets t ON t.id = q.ticket_id
JOIN messages a ON a.ticket_id = t.id AND a.direction = 'out' AND a.official_id IS NOT NULL
WHERE l.local_date >= :since AND q.content IS NOT NULL AND a.content IS NOT NULL
    AND t.confidential = 0
ORDER BY l.id DESC LIMIT :limit
