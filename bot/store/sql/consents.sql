-- name: consent_given
-- Each consent to a notice allows one more of it.
INSERT INTO consents (channel, address, template, remaining, decided_at)
VALUES (:channel, :address, :template, 1, :at)
ON CONFLICT (channel, address, template) DO UPDATE SET
    remaining = consents.remaining + 1, decided_at = excluded.decided_at
WHERE excluded.decided_at > consents.decided_at

-- name: consent_taken_back
INSERT INTO consents (channel, address, template, remaining, decided_at)
VALUES (:channel, :address, :template, 0, :at)
ON CONFLICT (channel, address, template) DO UPDATE SET
    remaining = 0, decided_at = excluded.decided_at

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
SELECT 1 AS standing FROM notices n JOIN outbox o ON o.id = n.outbox_id
WHERE o.channel = :channel AND o.address = :address AND n.state <> 'refused'
    AND n.called_at >= :since
    AND n.called_at > COALESCE((
        SELECT MAX(w.opened_at) FROM windows w WHERE w.channel = :channel AND w.address = :address
    ), '')
LIMIT 1
