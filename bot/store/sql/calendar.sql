-- name: calendar_days
SELECT * FROM calendar_days WHERE day >= :first AND day <= :last ORDER BY day

-- name: calendar_day
SELECT * FROM calendar_days WHERE day = :day

-- name: calendar_day_kept
INSERT INTO calendar_days (day, kind, name) VALUES (:day, :kind, :name)
ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, name = excluded.name

-- name: calendar_day_dropped
DELETE FROM calendar_days WHERE day = :day

-- name: calendar_version
SELECT version FROM calendar_state WHERE id = 1

-- name: calendar_version_moved
INSERT INTO calendar_state (id, version) VALUES (1, :version)
ON CONFLICT (id) DO UPDATE SET version = excluded.version
