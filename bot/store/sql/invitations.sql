-- One-time codes; only their digests are kept.

-- name: invitation_made
INSERT INTO invitations (digest, official_id, department_id, mode, created_at, expires_at)
VALUES (:digest, :official_id, :department_id, :mode, :now, :expires_at)

-- name: invitation_used
-- Of two who use one code at the same moment, one gets a row.
UPDATE invitations SET used_at = :now
WHERE digest = :digest AND used_at IS NULL AND expires_at > :now
    AND ((official_id IS NULL AND :kind = 'room') OR (official_id IS NOT NULL AND :kind = 'official'))
RETURNING *

-- name: invitation_by_digest
SELECT * FROM invitations WHERE digest = :digest

-- name: invitations_swept
DELETE FROM invitations WHERE expires_at < :before
