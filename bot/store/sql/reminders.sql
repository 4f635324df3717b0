-- name: reminder_kept
INSERT INTO reminders (official_id, ticket_id, watch, rung, due, words, by_buttons, created_at)
VALUES (:official_id, :ticket_id, :watch, :rung, :due, :words, :by_buttons, :now)

-- name: reminders_waiting
SELECT * FROM reminders WHERE official_id = :official_id AND bundled_at IS NULL ORDER BY id

-- name: reminders_bundled
UPDATE reminders SET bundled_at = :now WHERE official_id = :official_id AND bundled_at IS NULL

-- name: officials_to_remind
SELECT DISTINCT official_id FROM reminders WHERE bundled_at IS NULL ORDER BY official_id

-- name: bundle_begun
INSERT INTO bundles (official_id, local_date, number, at)
VALUES (:official_id, :local_date, :number, :now)
ON CONFLICT (official_id, local_date, number) DO NOTHING

-- name: bundles_begun_on
SELECT official_id, MAX(at) AS latest, COUNT(*) AS count FROM bundles
WHERE local_date = :local_date GROUP BY official_id

-- name: morning_kept
INSERT INTO mornings (local_date) VALUES (:local_date) ON CONFLICT (local_date) DO NOTHING

-- name: morning
SELECT local_date FROM mornings WHERE local_date = :local_date

-- name: reminders_swept
DELETE FROM reminders WHERE bundled_at < :before

-- name: bundles_swept
DELETE FROM bundles WHERE at < :before

-- name: mornings_swept
DELETE FROM mornings WHERE local_date < :before
