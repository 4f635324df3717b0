-- name: shift_of_official
SELECT * FROM duty_shifts WHERE official_id = :official_id AND starts_at = :starts_at

-- name: shift_kept
INSERT INTO duty_shifts (official_id, starts_at, ends_at)
VALUES (:official_id, :starts_at, :ends_at)
ON CONFLICT (official_id, starts_at) DO UPDATE SET ends_at = excluded.ends_at

-- name: shifts_ending_after
SELECT * FROM duty_shifts WHERE ends_at > :moment ORDER BY starts_at, official_id

-- name: officials_on_duty
-- Who began last is the freshest and comes first.
SELECT o.* FROM duty_shifts s JOIN officials o ON o.id = s.official_id
WHERE s.starts_at <= :now AND s.ends_at > :now AND o.active = 1
ORDER BY s.starts_at DESC, o.id

-- name: shifts_swept
DELETE FROM duty_shifts WHERE ends_at < :before
