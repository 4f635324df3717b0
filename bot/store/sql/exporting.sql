-- name: export_tickets
SELECT * FROM tickets
WHERE id > :after AND (:confidential = 1 OR confidential = 0)
ORDER BY id LIMIT :limit

-- name: export_ticket_events
SELECT e.* FROM ticket_events e JOIN tickets t ON t.id = e.ticket_id
WHERE e.id > :after AND (:confidential = 1 OR t.confidential = 0)
ORDER BY e.id LIMIT :limit

-- name: export_messages
-- What someone with a confidential ticket said beside it may tell of the same matter.
SELECT m.* FROM messages m LEFT JOIN tickets t ON t.id = m.ticket_id
WHERE m.id > :after AND (
    :confidential = 1
    OR t.confidential = 0
    OR (m.ticket_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM tickets c WHERE c.contact_id = m.contact_id AND c.confidential = 1
    ))
)
ORDER BY m.id LIMIT :limit

-- name: export_deliveries
SELECT o.* FROM outbox o LEFT JOIN tickets t ON t.id = o.ticket_id
WHERE o.id > :after AND (:confidential = 1 OR COALESCE(t.confidential, 0) = 0)
ORDER BY o.id LIMIT :limit

-- name: export_matches
SELECT l.* FROM match_log l
WHERE l.id > :after AND (:confidential = 1 OR NOT EXISTS (
    SELECT 1 FROM tickets c WHERE c.contact_id = l.contact_id AND c.confidential = 1
))
ORDER BY l.id LIMIT :limit

-- name: export_contacts
SELECT * FROM contacts
WHERE id > :after AND (:confidential = 1 OR NOT EXISTS (
    SELECT 1 FROM tickets c WHERE c.contact_id = contacts.id AND c.confidential = 1
))
ORDER BY id LIMIT :limit

-- name: access_of_action
SELECT * FROM access_log WHERE action = :action ORDER BY id

-- name: newest_event
SELECT MAX(at) AS at FROM ticket_events

-- name: newest_arrival
SELECT MAX(received_at) AS at FROM inbox
