-- name: department_kept
INSERT INTO departments (id, name, name_en, phone, hours)
VALUES (:id, :name, :name_en, :phone, :hours)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, name_en = excluded.name_en, phone = excluded.phone,
    hours = excluded.hours, active = 1

-- name: department_by_id
SELECT * FROM departments WHERE id = :id

-- name: department_called
SELECT * FROM departments WHERE active = 1 AND (id = :called OR name = :called) ORDER BY id LIMIT 1

-- name: departments_active
SELECT * FROM departments WHERE active = 1 ORDER BY id

-- name: department_review
UPDATE departments SET review = :review WHERE id = :id

-- name: official_added
-- Two active officials cannot bear one name; nothing comes back for the second.
INSERT INTO officials (name, department_id, created_at)
VALUES (:name, :department_id, :now)
ON CONFLICT (name) WHERE active = 1 DO NOTHING
RETURNING *

-- name: official_moved
UPDATE officials SET department_id = :department_id WHERE id = :id AND active = 1

-- name: official_removed
UPDATE officials SET active = 0 WHERE id = :id AND active = 1

-- name: official_roles_cleared
DELETE FROM official_roles WHERE official_id = :official_id

-- name: official_role_given
INSERT INTO official_roles (official_id, role) VALUES (:official_id, :role)
ON CONFLICT (official_id, role) DO NOTHING

-- name: official_roles
SELECT role FROM official_roles WHERE official_id = :official_id ORDER BY role

-- name: roles_held
SELECT official_id, role FROM official_roles ORDER BY official_id, role

-- name: official_by_id
SELECT * FROM officials WHERE id = :id

-- name: official_by_name
SELECT * FROM officials WHERE name = :name AND active = 1

-- name: officials_mark
SELECT mark FROM officials_mark WHERE id = 1

-- name: officials_marked
INSERT INTO officials_mark (id, mark) VALUES (1, :mark)
ON CONFLICT (id) DO UPDATE SET mark = excluded.mark

-- name: officials_active
SELECT * FROM officials WHERE active = 1 ORDER BY id

-- name: officials_ever
SELECT * FROM officials ORDER BY id

-- name: official_by_account
SELECT o.* FROM officials o JOIN official_accounts a ON a.official_id = o.id
WHERE a.channel = :channel AND a.address = :address AND o.active = 1

-- name: officials_behind
-- The officials who write through a contact themselves, or through one that is the same person's.
-- From the contact on: accounts are many, and few are anybody's contact.
SELECT * FROM officials
WHERE active = 1 AND id IN (
    SELECT a.official_id FROM contacts c
    JOIN official_accounts a ON a.channel = c.channel AND a.address = c.address
    WHERE c.id = :contact_id
    UNION ALL
    SELECT a.official_id FROM contacts c
    JOIN official_accounts a ON a.channel = c.channel AND a.address = c.address
    WHERE c.person_id = (SELECT person_id FROM contacts WHERE id = :contact_id)
)
ORDER BY id

-- name: account_given
-- An account has one holder: the latest.
INSERT INTO official_accounts (channel, address, official_id)
VALUES (:channel, :address, :official_id)
ON CONFLICT (channel, address) DO UPDATE SET official_id = excluded.official_id, lost_at = NULL

-- name: account_lost
UPDATE official_accounts SET lost_at = :now WHERE channel = :channel AND address = :address

-- name: account_found
UPDATE official_accounts SET lost_at = NULL
WHERE channel = :channel AND address = :address AND lost_at IS NOT NULL

-- name: accounts_reachable
-- Who was lost is tried again after a while: licences and visibility are given back without a word.
SELECT a.official_id, a.address FROM official_accounts a JOIN officials o ON o.id = a.official_id
WHERE a.channel = :channel AND o.active = 1 AND (a.lost_at IS NULL OR a.lost_at < :before)
ORDER BY a.address

-- name: accounts_lost
SELECT o.name, a.channel, a.address, a.lost_at
FROM official_accounts a JOIN officials o ON o.id = a.official_id
WHERE a.lost_at IS NOT NULL AND o.active = 1 ORDER BY a.channel, a.address

-- name: account_taken_away
DELETE FROM official_accounts WHERE channel = :channel AND address = :address

-- name: accounts_of_official
SELECT channel, address FROM official_accounts WHERE official_id = :official_id
ORDER BY channel, address

-- name: accounts_on_channel
SELECT a.address FROM official_accounts a JOIN officials o ON o.id = a.official_id
WHERE a.channel = :channel AND o.active = 1 ORDER BY a.address

-- name: accounts_ended
DELETE FROM official_accounts WHERE official_id = :official_id

-- name: link_made
INSERT INTO sign_in_links (digest, official_id, created_at, expires_at)
VALUES (:digest, :official_id, :now, :expires_at)

-- name: link_used
-- Of two who use one link at the same moment, one gets a row.
UPDATE sign_in_links SET used_at = :now
WHERE digest = :digest AND used_at IS NULL AND expires_at > :now
RETURNING official_id

-- name: link_by_digest
SELECT * FROM sign_in_links WHERE digest = :digest

-- name: links_ended
UPDATE sign_in_links SET expires_at = :now
WHERE official_id = :official_id AND used_at IS NULL AND expires_at > :now

-- name: links_swept
DELETE FROM sign_in_links WHERE expires_at < :before

-- name: session_begun
INSERT INTO sessions (digest, official_id, created_at, expires_at)
VALUES (:digest, :official_id, :now, :expires_at)

-- name: official_of_session
SELECT o.* FROM sessions s JOIN officials o ON o.id = s.official_id
WHERE s.digest = :digest AND s.ended_at IS NULL AND s.expires_at > :now AND o.active = 1

-- name: session_ended
UPDATE sessions SET ended_at = :now WHERE digest = :digest AND ended_at IS NULL

-- name: sessions_ended
UPDATE sessions SET ended_at = :now WHERE official_id = :official_id AND ended_at IS NULL

-- name: sessions_swept
DELETE FROM sessions WHERE expires_at < :before

-- name: department_removed
UPDATE departments SET active = 0 WHERE id = :id AND active = 1
