-- name: access_noted
INSERT INTO access_log (official_id, action, ticket_id, detail, at, local_date)
VALUES (:official_id, :action, :ticket_id, :detail, :at, :local_date)

-- name: access_since
SELECT id FROM access_log
WHERE official_id = :official_id AND ticket_id = :ticket_id AND action = :action AND at > :since
LIMIT 1

-- name: accesses_listed
-- The latest first.
SELECT l.*, o.name, t.number FROM access_log l
LEFT JOIN officials o ON o.id = l.official_id
LEFT JOIN tickets t ON t.id = l.ticket_id
WHERE (:number = '' OR t.number = :number) AND (:name = '' OR o.name = :name)
    AND (:since = '' OR l.local_date >= :since)
ORDER BY l.id DESC LIMIT :limit

-- name: accesses_to_ticket
SELECT l.official_id, o.name, l.action, l.at FROM access_log l
LEFT JOIN officials o ON o.id = l.official_id
WHERE l.ticket_id = :ticket_id
ORDER BY l.id
