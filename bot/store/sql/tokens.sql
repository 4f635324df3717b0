-- name: access_token_laid
INSERT INTO access_tokens (name, token, ends_at) VALUES (:name, :token, :ends_at)
ON CONFLICT (name) DO UPDATE SET token = excluded.token, ends_at = excluded.ends_at

-- name: access_token_lying
SELECT token, ends_at FROM access_tokens WHERE name = :name

-- name: access_token_dropped
DELETE FROM access_tokens WHERE name = :name AND token = :token
