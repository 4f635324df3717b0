-- Whom a report is about.

-- name: reported_noted
INSERT INTO ticket_reported (ticket_id, department_id, official_id)
VALUES (:ticket_id, :department_id, :official_id)
ON CONFLICT (ticket_id, department_id, official_id) DO NOTHING

-- name: reported_in
SELECT department_id, official_id FROM ticket_reported WHERE ticket_id = :ticket_id
