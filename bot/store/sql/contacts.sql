-- name: contact_arrives
-- The row comes back locked, whether it is new or known.
INSERT INTO contacts (channel, address, created_at, last_inbound_at)
VALUES (:channel, :address, :now, :now)
ON CONFLICT (channel, address) DO UPDATE SET last_inbound_at = excluded.last_inbound_at, blocked = 0
RETURNING *

-- name: contact_found
SELECT * FROM contacts WHERE channel = :channel AND address = :address

-- name: contact_by_id
SELECT * FROM contacts WHERE id = :id

-- name: contact_locked
SELECT * FROM contacts WHERE id = :id $for_update

-- name: contact_language_recognised
UPDATE contacts SET language = :language WHERE id = :id AND language_chosen = 0

-- name: contact_language_chosen
UPDATE contacts SET language = :language, language_chosen = 1 WHERE id = :id

-- name: contact_arrival_noted
UPDATE contacts SET arrived_by = :arrived_by, arrived_at = :now WHERE id = :id

-- name: contact_arrival
SELECT arrived_by FROM contacts WHERE id = :id AND arrived_at >= :since

-- name: contact_blocks
UPDATE contacts SET blocked = 1 WHERE id = :id

-- name: prompt_of
SELECT * FROM prompts WHERE contact_id = :contact_id

-- name: prompt_asked
INSERT INTO prompts (contact_id, kind, choices, round, ticket_id, message_id, asked_at)
VALUES (:contact_id, :kind, :choices, :round, :ticket_id, :message_id, :asked_at)
ON CONFLICT (contact_id) DO UPDATE SET
    kind = excluded.kind, choices = excluded.choices, round = excluded.round,
    ticket_id = excluded.ticket_id, message_id = excluded.message_id, asked_at = excluded.asked_at

-- name: prompt_settled
DELETE FROM prompts WHERE contact_id = :contact_id

-- name: counter_raised
INSERT INTO counters (subject, bucket, count) VALUES (:subject, :bucket, 1)
ON CONFLICT (subject, bucket) DO UPDATE SET count = counters.count + 1
RETURNING count

-- name: counter_read
SELECT count FROM counters WHERE subject = :subject AND bucket = :bucket

-- name: counters_swept
DELETE FROM counters WHERE bucket < :bucket

-- name: prompts_standing_long
-- In the order of contacts, so that one that cannot be settled keeps no later one waiting.
SELECT contact_id FROM prompts WHERE kind = :kind AND asked_at <= :before AND contact_id > :after
ORDER BY contact_id LIMIT :limit
