-- name: contact_arrives
-- The row comes back locked, whether it is new or known.
INSERT INTO contacts (channel, address, created_at, last_inbound_at)
VALUES (:channel, :address, :now, :now)
ON CONFLICT (channel, address) DO UPDATE SET last_inbound_at = excluded.last_inbound_at, blocked = 0
RETURNING *

-- name: contact_met
-- A stranger's; nothing is kept where somebody is known, an official of ours among them.
INSERT INTO contacts
    (channel, address, language, created_at, last_inbound_at, arrivals, minute, in_minute)
SELECT
    CAST(:channel AS TEXT), CAST(:address AS TEXT), CAST(:language AS TEXT), CAST(:now AS TEXT),
    CAST(:now AS TEXT), 1, CAST(:minute AS TEXT), 1
WHERE NOT EXISTS (
    SELECT 1 FROM official_accounts a WHERE a.channel = :channel AND a.address = :address
)
ON CONFLICT (channel, address) DO NOTHING

-- name: contact_writes_first
-- How often they write, at all and in this minute, is counted.
INSERT INTO contacts
    (channel, address, language, created_at, last_inbound_at, arrivals, minute, in_minute)
VALUES (:channel, :address, :language, :now, :now, 1, :minute, 1)
ON CONFLICT (channel, address) DO NOTHING

-- name: contact_writes
UPDATE contacts SET
    last_inbound_at = :now, blocked = 0, arrivals = arrivals + 1,
    in_minute = CASE WHEN minute = :minute THEN in_minute + 1 ELSE 1 END, minute = :minute
WHERE channel = :channel AND address = :address

-- name: contact_writes_on_page
-- Whoever writes on a page of ours does not show on their channel that they no longer block us.
UPDATE contacts SET
    arrivals = arrivals + 1, in_minute = CASE WHEN minute = :minute THEN in_minute + 1 ELSE 1 END,
    minute = :minute
WHERE id = :id

-- part: with_past
SELECT c.*,
    EXISTS (SELECT 1 FROM prompts p WHERE p.contact_id = c.id) AS asked,
    EXISTS (SELECT 1 FROM tickets t WHERE t.contact_id = c.id) AS tickets,
    EXISTS (SELECT 1 FROM public_notice_readers r WHERE r.contact_id = c.id) AS notices,
    EXISTS (
        SELECT 1 FROM suspensions s
        WHERE s.contact_id = c.id AND s.until > :now AND s.lifted_at IS NULL
    ) AS suspended,
    EXISTS (
        SELECT 1 FROM outbox o WHERE o.channel = c.channel AND o.address = c.address
            AND o.state IN ('queued', 'sending', 'waiting_contact', 'blocked') AND o.state <> 'sent'
    ) AS owed
FROM contacts c

-- name: contact_who_wrote
-- A statement of its own: within the one that waits for the contact's lock PostgreSQL would not see
-- what was committed meanwhile, and SQLite builds a table for what a statement returns.
$with_past WHERE c.channel = :channel AND c.address = :address

-- name: contact_who_wrote_on_page
$with_past WHERE c.id = :id

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
-- What asks only for a favour (:over: the kinds that do) does not take the place of more.
INSERT INTO prompts (contact_id, kind, choices, round, ticket_id, message_id, asked_at)
VALUES (:contact_id, :kind, :choices, :round, :ticket_id, :message_id, :asked_at)
ON CONFLICT (contact_id) DO UPDATE SET
    kind = excluded.kind, choices = excluded.choices, round = excluded.round,
    ticket_id = excluded.ticket_id, message_id = excluded.message_id, asked_at = excluded.asked_at
WHERE CAST(:over AS TEXT) = '' OR CAST(:over AS TEXT) LIKE '%,' || prompts.kind || ',%'

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
-- (Whether an answer was of use is asked of nearly everybody; the index holds the other kinds.)
SELECT contact_id FROM prompts
WHERE kind = :kind AND kind <> 'feedback' AND asked_at <= :before AND contact_id > :after
ORDER BY contact_id LIMIT :limit
