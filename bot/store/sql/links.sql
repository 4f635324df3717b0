-- name: link_code_made
INSERT INTO link_codes (digest, contact_id, expires_at) VALUES (:digest, :contact_id, :expires_at)
ON CONFLICT (digest) DO NOTHING

-- name: link_codes_of_contact_removed
-- Only the newest code of a contact is good.
DELETE FROM link_codes WHERE contact_id = :contact_id

-- name: link_codes_run_out_removed
DELETE FROM link_codes WHERE expires_at <= :now

-- name: link_code_used
-- Who tries their own code where they got it can still carry it to where it belongs.
DELETE FROM link_codes
WHERE digest = :digest AND expires_at > :now AND contact_id <> :by RETURNING contact_id

-- name: link_code_is_of
SELECT contact_id FROM link_codes
WHERE digest = :digest AND expires_at > :now AND contact_id = :contact_id

-- name: contacts_of_person
SELECT * FROM contacts
WHERE id = :contact_id
    OR person_id = (SELECT person_id FROM contacts WHERE id = :contact_id)
ORDER BY id

-- name: contact_joins_person
UPDATE contacts SET person_id = :person_id WHERE id = :id

-- name: tickets_of_person
SELECT * FROM tickets
WHERE contact_id IN (
    SELECT id FROM contacts
    WHERE id = :contact_id
        OR person_id = (SELECT person_id FROM contacts WHERE id = :contact_id)
)
ORDER BY id DESC LIMIT :limit
