-- name: key_kept
INSERT INTO keys (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING

-- name: key_read
SELECT value FROM keys WHERE name = :name
