-- name: deputy_named
INSERT INTO deputies (official_id, deputy_id) VALUES (:official_id, :deputy_id)
ON CONFLICT (official_id) DO UPDATE SET deputy_id = excluded.deputy_id

-- name: deputy_dropped
DELETE FROM deputies WHERE official_id = :official_id

-- name: deputies_named
SELECT d.official_id, d.deputy_id FROM deputies d
JOIN officials o ON o.id = d.deputy_id AND o.active = 1
ORDER BY d.official_id

-- name: absence_kept
INSERT INTO absences (official_id, starts_at, ends_at) VALUES (:official_id, :starts_at, :ends_at)
ON CONFLICT (official_id) DO UPDATE SET starts_at = excluded.starts_at, ends_at = excluded.ends_at

-- name: absence_ended
DELETE FROM absences WHERE official_id = :official_id

-- name: absences_after
SELECT * FROM absences WHERE ends_at > :now ORDER BY starts_at, official_id
