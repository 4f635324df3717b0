-- name: ticket_number_taken
INSERT INTO ticket_numbers (day, last) VALUES (:day, 1)
ON CONFLICT (day) DO UPDATE SET last = ticket_numbers.last + 1

-- name: ticket_number_last
-- Asked apart: for what a statement returns SQLite builds a table, which costs more than both.
SELECT last FROM ticket_numbers WHERE day = :day

-- name: ticket_opened
-- As its first events leave it; they are kept next, and seal it.
INSERT INTO tickets
    (number, contact_id, title, language, place, phone, created_at, created_date, updated_at, state, kind,
     topic_id, department_id, assisting, owner_id, confidants, urgent, hot, hard, confidential, supervised,
     reminded, abuse, visit_required, acceptance_due, accepted_at, first_reply_due, first_reply_at,
     resolution_due, resolution_due_original, paused_at, paused_minutes, answered_at, asks, extensions,
     returns, level, outcome, proposed, confirm_by, scheduled_for, scheduled_moved, follows_id,
     instructed_by, first_verdict, verdict, contested_verdict, satisfaction, closed_at, version, digest)
VALUES
    (:number, :contact_id, :title, :language, :place, :phone, :created_at, :created_date, :now, :state,
     :kind, :topic_id, :department_id, :assisting, :owner_id, :confidants, :urgent, :hot, :hard,
     :confidential, :supervised, :reminded, :abuse, :visit_required, :acceptance_due, :accepted_at,
     :first_reply_due, :first_reply_at, :resolution_due, :resolution_due_original, :paused_at,
     :paused_minutes, :answered_at, :asks, :extensions, :returns, :level, :outcome, :proposed, :confirm_by,
     :scheduled_for, :scheduled_moved, :follows_id, :instructed_by, :first_verdict, :verdict,
     :contested_verdict, :satisfaction, :closed_at, :version, '')

-- name: ticket_sealed
UPDATE tickets SET digest = :digest WHERE id = :id

-- name: ticket_by_number
SELECT * FROM tickets WHERE number = :number

-- name: ticket_by_id
SELECT * FROM tickets WHERE id = :id

-- name: ticket_locked
SELECT * FROM tickets WHERE id = :id $for_update

-- name: ticket_moved
UPDATE tickets SET
    state = :state, kind = :kind, topic_id = :topic_id, department_id = :department_id,
    assisting = :assisting, owner_id = :owner_id, confidants = :confidants, urgent = :urgent, hot = :hot,
    hard = :hard, confidential = :confidential, supervised = :supervised, reminded = :reminded,
    abuse = :abuse, visit_required = :visit_required, acceptance_due = :acceptance_due,
    accepted_at = :accepted_at, first_reply_due = :first_reply_due, first_reply_at = :first_reply_at,
    resolution_due = :resolution_due, resolution_due_original = :resolution_due_original,
    paused_at = :paused_at, paused_minutes = :paused_minutes, answered_at = :answered_at, asks = :asks,
    extensions = :extensions, returns = :returns, level = :level, outcome = :outcome,
    proposed = :proposed, confirm_by = :confirm_by, scheduled_for = :scheduled_for,
    scheduled_moved = :scheduled_moved, follows_id = :follows_id, instructed_by = :instructed_by,
    first_verdict = :first_verdict, verdict = :verdict, contested_verdict = :contested_verdict,
    satisfaction = :satisfaction, closed_at = :closed_at, version = :version, digest = :digest, updated_at = :now
WHERE id = :id AND version = :version - 1

-- name: ticket_described
UPDATE tickets SET place = :place, phone = :phone WHERE id = :id

-- name: ticket_named
UPDATE tickets SET title = :title WHERE id = :id

-- name: event_kept
INSERT INTO ticket_events
    (ticket_id, sequence, action, actor, actor_id, at, local_date, from_state, to_state, message_id,
     detail, content_digest, previous, digest)
VALUES
    (:ticket_id, :sequence, :action, :actor, :actor_id, :at, :local_date, :from_state, :to_state,
     :message_id, :detail, :content_digest, :previous, :digest)

-- name: events_of_ticket
SELECT * FROM ticket_events WHERE ticket_id = :ticket_id ORDER BY sequence

-- name: tickets_open_of_contact
SELECT * FROM tickets WHERE contact_id = :contact_id AND state <> 'closed' ORDER BY id DESC

-- name: tickets_of_contact
SELECT * FROM tickets WHERE contact_id = :contact_id ORDER BY id DESC LIMIT :limit

-- name: tickets_listed
-- Open ones first by the clock that ends first, then closed ones.
SELECT tickets.* FROM tickets JOIN ticket_clocks c ON c.ticket_id = id
WHERE (:state = '' OR state = :state)
    AND (:department_id = '' OR department_id = :department_id)
    AND (:owner_id = 0 OR owner_id = :owner_id)
    AND (:open_only = 0 OR state <> 'closed')
ORDER BY CASE WHEN state = 'closed' THEN 2 WHEN state = 'replied' THEN 1 ELSE 0 END,
    urgent DESC, COALESCE(c.due, '9999'), id
LIMIT :limit OFFSET :offset

-- name: tickets_saying
SELECT t.* FROM tickets t WHERE t.id IN (
    SELECT m.ticket_id FROM messages m JOIN message_search ON message_search.rowid = m.id
    WHERE $search_match AND m.ticket_id IS NOT NULL
)
ORDER BY t.id DESC LIMIT :limit

-- name: ticket_open_counts
SELECT state, COUNT(*) AS count FROM tickets WHERE state <> 'closed' GROUP BY state

-- name: ticket_newest_id
SELECT MAX(id) AS id FROM tickets

-- name: tickets_whole
SELECT '' AS channel, COUNT(*) AS count FROM tickets

-- name: tickets_counted_between
SELECT '' AS channel, COUNT(*) AS count FROM tickets WHERE id > :after AND id <= :until

-- name: ticket_ids
SELECT id, number FROM tickets ORDER BY id

-- name: tickets_ending_open
SELECT * FROM tickets WHERE substr(number, 9) = :ending AND state <> 'closed' ORDER BY id DESC LIMIT :limit

-- name: tickets_ending_closed
SELECT * FROM tickets WHERE substr(number, 9) = :ending AND state = 'closed' ORDER BY id DESC LIMIT :limit
