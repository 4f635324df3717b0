-- name: snippet_kept
INSERT INTO snippets (department_id, name, text, official_id, at)
VALUES (:department_id, :name, :text, :official_id, :now)
ON CONFLICT (department_id, name) DO UPDATE SET
    text = excluded.text, official_id = excluded.official_id, at = excluded.at

-- name: snippet_dropped
DELETE FROM snippets WHERE department_id = :department_id AND name = :name

-- name: snippet_named
-- A unit's own words come before everybody's.
SELECT * FROM snippets WHERE department_id IN (:department_id, '') AND name = :name
ORDER BY department_id DESC LIMIT 1

-- name: snippets_of
SELECT * FROM snippets WHERE department_id IN (:department_id, '')
ORDER BY name, department_id DESC LIMIT :limit
