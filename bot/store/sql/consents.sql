-- name: consent_decision_told
INSERT INTO consent_decisions (channel, address, template, at, said, given)
VALUES (:channel, :address, :template, :at, :said, :given)
ON CONFLICT (channel, address, template, at, said) DO NOTHING

-- name: consent_decisions_swept
DELETE FROM consent_decisions WHERE at < :before

-- name: consent_given
-- Each consent to a notice allows one more of it, unless it was taken back since.
INSERT INTO consents (channel, address, template, remaining, decided_at)
SELECT CAST(:channel AS TEXT), CAST(:address AS TEXT), CAST(:template AS TEXT), CASE WHEN EXISTS (
    SELECT 1 FROM consent_decisions d
    WHERE d.channel = :channel AND d.address = :address AND d.template = :template
        AND d.given = 0 AND d.at > :at
) THEN 0 ELSE 1 END, CAST(:at AS TEXT)
WHERE 1 = 1
ON CONFLICT (channel, address, template) DO UPDATE SET
    remaining = consents.remaining + excluded.remaining, decided_at = excluded.decided_at

-- name: consent_taken_back
-- What was given in the same second or since is left of it.
INSERT INTO consents (channel, address, template, remaining, decided_at)
VALUES (:channel, :address, :template, 0, :at)
ON CONFLICT (channel, address, template) DO UPDATE SET
    remaining = CASE WHEN consents.remaining > :given_since THEN CAST(:given_since AS INTEGER)
        ELSE consents.remaining END,
    decided_at = excluded.decided_at

-- name: consents_given_since
SELECT COUNT(*) AS count FROM consent_decisions
WHERE channel = :channel AND address = :address AND template = :template AND given = 1 AND at >= :at

-- name: consent_spent
UPDATE consents SET
    remaining = CASE WHEN remaining > :given_since THEN CAST(:given_since AS INTEGER) ELSE remaining END
WHERE channel = :channel AND address = :address AND template = :template

-- name: consent_decided
SELECT 1 AS decided FROM consents
WHERE channel = :channel AND address = :address AND template = :template

-- name: consent_used
UPDATE consents SET remaining = remaining - CAST(:count AS INTEGER)
WHERE channel = :channel AND address = :address AND template = :template AND remaining > 0
RETURNING remaining

-- name: notice_called
INSERT INTO notices (channel, notice, outbox_id, state, called_at)
VALUES (:channel, :notice, :outbox_id, 'called', :now)
ON CONFLICT (channel, notice) DO NOTHING

-- name: notice_became
UPDATE notices SET state = :state WHERE channel = :channel AND notice = :notice

-- name: notice_of_row
SELECT state FROM notices WHERE outbox_id = :outbox_id ORDER BY called_at DESC LIMIT 1

-- name: notice_standing
-- Called back already, and neither returned nor out of reach since.
SELECT 1 AS standing FROM contacts c JOIN messages m ON m.contact_id = c.id
JOIN outbox o ON o.message_id = m.id JOIN notices n ON n.outbox_id = o.id
WHERE c.channel = :channel AND c.address = :address AND o.channel = :channel
    AND o.address = :address AND n.state <> 'refused'
    AND n.called_at >= :since
    AND n.called_at > COALESCE((
        SELECT MAX(w.opened_at) FROM windows w WHERE w.channel = :channel AND w.address = :address
    ), '')
LIMIT 1
