-- name: timetable_planned
INSERT INTO timetable (ticket_id, at) VALUES (:ticket_id, :at)
ON CONFLICT (ticket_id) DO UPDATE SET at = excluded.at

-- name: timetable_ended
DELETE FROM timetable WHERE ticket_id = :ticket_id

-- name: timetable_due
SELECT ticket_id FROM timetable WHERE at <= :now ORDER BY at, ticket_id LIMIT :limit

-- name: timetable_row
SELECT at, recount FROM timetable WHERE ticket_id = :ticket_id

-- name: timetable_recounted
UPDATE timetable SET recount = 0 WHERE ticket_id = :ticket_id

-- name: timetable_all_due
-- Who has waited longer stays before the others.
UPDATE timetable SET at = CASE WHEN at < :now THEN at ELSE :now END,
    recount = CASE WHEN :recount = 1 THEN 1 ELSE recount END

-- name: timetable_basis
SELECT calendar, promises FROM timetable_basis WHERE id = 1

-- name: timetable_basis_kept
INSERT INTO timetable_basis (id, calendar, promises) VALUES (1, :calendar, :promises)
ON CONFLICT (id) DO UPDATE SET calendar = excluded.calendar, promises = excluded.promises

-- name: step_taken
INSERT INTO steps_taken (ticket_id, step, at) VALUES (:ticket_id, :step, :now)
ON CONFLICT (ticket_id, step) DO NOTHING

-- name: steps_taken
SELECT step FROM steps_taken WHERE ticket_id = :ticket_id

-- name: timetable_owner_left
-- Their open tickets are to be looked at, also those that time has nothing else to do with.
INSERT INTO timetable (ticket_id, at)
SELECT id, :now FROM tickets WHERE owner_id = :owner_id AND state <> 'closed'
ON CONFLICT (ticket_id) DO UPDATE SET at = excluded.at
