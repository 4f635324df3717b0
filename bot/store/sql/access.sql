-- name: access_noted
INSERT INTO access_log (official_id, action, ticket_id, detail, at, local_date)
VALUES (:official_id, :action, :ticket_id, :detail, :at, :local_date)

-- name: accesses_to_ticket
SELECT l.official_id, o.name, l.action, l.at FROM access_log l
LEFT JOIN officials o ON o.id = l.official_id
WHERE l.ticket_id = :ticket_id
ORDER BY l.id
