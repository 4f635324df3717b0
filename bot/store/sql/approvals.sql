-- What a second person decides about a ticket.

-- name: approval_asked
-- One request of a kind at a time: nothing comes back for a second.
INSERT INTO approvals
    (ticket_id, action, approver, department_id, asked_by, asked_at, reason, details, message_id, state)
VALUES
    (:ticket_id, :action, :approver, :department_id, :asked_by, :now, :reason, :details, :message_id,
     'waiting')
ON CONFLICT (ticket_id, action) WHERE state = 'waiting' DO NOTHING
RETURNING *

-- name: approval_decided
UPDATE approvals SET state = :state, decided_by = :decided_by, decided_at = :now, words = :words
WHERE id = :id AND state = 'waiting'

-- name: approvals_of_ticket
SELECT * FROM approvals WHERE ticket_id = :ticket_id ORDER BY id

-- name: approvals_waiting
SELECT * FROM approvals WHERE ticket_id = :ticket_id AND state = 'waiting' ORDER BY id

-- name: approval_withdrawn
UPDATE approvals SET state = 'withdrawn', decided_at = :now WHERE id = :id AND state = 'waiting'
