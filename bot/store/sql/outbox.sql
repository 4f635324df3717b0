-- The index by recipient holds what is not sent. (`state <> 'sent'` beside other states: only by that
-- does SQLite know it.)

-- name: outbox_added
-- What is claimed from the first travels in the response to a message: that is its first try.
INSERT INTO outbox
    (message_id, inbox_id, contact_id, ticket_id, channel, address, topic, card, reply_to, state,
     not_before, claimed_until, attempts, created_at)
VALUES
    (:message_id, :inbox_id, :contact_id, :ticket_id, :channel, :address, :topic, :card, :reply_to,
     CASE WHEN CAST(:claimed_until AS TEXT) IS NULL THEN 'queued' ELSE 'sending' END,
     :not_before, :claimed_until,
     CASE WHEN CAST(:claimed_until AS TEXT) IS NULL THEN 0 ELSE 1 END, :now)

-- name: outbox_card_renewed
-- Only the newest state of a card is sent.
UPDATE outbox SET message_id = :message_id
WHERE channel = :channel AND address = :address AND card = :card AND state = 'queued'
    AND state <> 'sent'
RETURNING id

-- name: outbox_claimed
-- A row waits for every earlier unsettled row to the same recipient, so that order is kept. Who has
-- waited longest comes first, as the index has them: of however many wait, few are looked at.
UPDATE outbox SET
    state = 'sending', attempts = attempts + 1, claimed_by = :claimed_by, claimed_until = :claimed_until,
    heard = 0
WHERE id IN (
    SELECT o.id FROM outbox o
    WHERE o.channel = :channel AND o.state IN ('queued', 'unknown') AND o.settled_at IS NULL
        AND o.not_before <= :now
        AND NOT EXISTS (
            SELECT 1 FROM outbox e
            WHERE e.channel = o.channel AND e.address = o.address AND e.id < o.id
                AND e.state IN ('queued', 'sending', 'unknown') AND e.state <> 'sent'
                AND e.settled_at IS NULL
        )
    ORDER BY o.not_before, o.id LIMIT :limit $skip_locked
)
RETURNING *

-- name: outbox_claimed_after
-- What follows a claimed row for the same room, without a gap: it may go out in the same message.
UPDATE outbox SET
    state = 'sending', attempts = attempts + 1, claimed_by = :claimed_by, claimed_until = :claimed_until,
    heard = 0
WHERE id IN (
    SELECT o.id FROM outbox o
    WHERE o.channel = :channel AND o.address = :address AND o.id > :after AND o.contact_id IS NULL
        AND o.state = 'queued' AND o.state <> 'sent' AND o.settled_at IS NULL
        AND o.not_before <= :now
        AND NOT EXISTS (
            SELECT 1 FROM outbox e
            WHERE e.channel = o.channel AND e.address = o.address AND e.id > :after AND e.id < o.id
                AND e.settled_at IS NULL AND e.state IN ('queued', 'sending', 'unknown')
                AND e.state <> 'sent'
                AND (e.state <> 'queued' OR e.not_before > :now OR e.contact_id IS NOT NULL)
        )
    ORDER BY o.id LIMIT :limit $skip_locked
)
RETURNING *

-- name: outbox_claims_released
-- Whoever held these claims is gone: sending again is harmless, or the outcome is unknown, and
-- stays so where the row was repeated before.
UPDATE outbox SET
    state = CAST(:state AS TEXT), claimed_until = NULL, not_before = :now,
    settled_at = CASE
        WHEN CAST(:state AS TEXT) = 'unknown' AND attempts >= :unclear_attempts
        THEN CAST(:now AS TEXT)
    END
WHERE channel = :channel AND state = 'sending' AND claimed_until < :before

-- name: outbox_settled
-- What the platform says of a recipient who was erased meanwhile would tell who they were.
UPDATE outbox SET
    state = :state, settled_at = :now, claimed_until = NULL,
    platform_id = CASE WHEN address = 'erased' THEN '' ELSE CAST(:platform_id AS TEXT) END,
    error = CASE WHEN address = 'erased' THEN '' ELSE CAST(:error AS TEXT) END
WHERE id = :id AND state <> 'sent'

-- name: outbox_written
-- As settled, those of many responses at once: each row of a statement of its own costs twice as much,
-- and waits for the interpreter anew.
UPDATE outbox SET state = 'sent', platform_id = '', error = '', settled_at = :now, claimed_until = NULL
WHERE id IN ($ids) AND state <> 'sent'

-- name: outbox_put_off
-- What was never tried must not use up the tries.
UPDATE outbox SET
    state = :state, error = :error, not_before = :not_before, claimed_until = NULL,
    attempts = attempts - CAST(:untried AS INTEGER)
WHERE id = :id AND state = 'sending'

-- name: outbox_waits
-- Whoever spoke while it was being sent need not speak again: it is tried at once.
UPDATE outbox SET
    state = CASE WHEN heard = 1 THEN 'queued' ELSE 'waiting_contact' END,
    settled_at = CASE WHEN heard = 1 THEN NULL ELSE CAST(:now AS TEXT) END,
    attempts = attempts - heard, heard = 0, error = :error, claimed_until = NULL
WHERE id = :id AND state <> 'sent' AND address <> 'erased'

-- name: outbox_shown
-- The page has shown this very message, however it got there.
UPDATE outbox SET
    state = 'sent', platform_id = CAST(message_id AS TEXT), error = '', settled_at = :now,
    claimed_until = NULL
WHERE message_id = :message_id AND contact_id = :contact_id AND channel = :channel
    AND state IN ('queued', 'sending', 'unknown', 'waiting_contact', 'failed')

-- name: outbox_returned
-- Finding nobody was no try: it must not use up those that a failing platform is given.
UPDATE outbox SET
    state = 'queued', not_before = :now, settled_at = NULL,
    attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END
WHERE channel = :channel AND address = :address AND state IN ('waiting_contact', 'blocked')
    AND state <> 'sent'

-- name: outbox_first_again
-- Something newer is due for somebody for whom something waits already: that is tried first.
UPDATE outbox SET
    state = 'queued', not_before = :now, settled_at = NULL,
    attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END
WHERE channel = :channel AND address = :address AND id < :id AND state = 'waiting_contact'
    AND state <> 'sent'

-- name: outbox_waits_behind
-- What is newer and due waits with a row that waits (not where that is due again).
UPDATE outbox SET state = 'waiting_contact', settled_at = :now
WHERE channel = :channel AND address = :address AND id > :id AND state = 'queued'
    AND state <> 'sent' AND not_before <= :now
    AND EXISTS (SELECT 1 FROM outbox e WHERE e.id = :id AND e.state = 'waiting_contact')

-- name: outbox_heard
-- The sender, who is just about to find that somebody must speak first, will find that they did.
UPDATE outbox SET heard = 1
WHERE channel = :channel AND address = :address AND state = 'sending' AND state <> 'sent'
    AND claimed_by <> ''

-- name: outbox_rides
-- What waits for the sender of a message, or is just about to be sent, goes into the response to it: also what
-- the platform would not take by itself (error) and is put off, for newer rows would overtake it. What is there
-- in part is 'unknown', and stays with our own sender, who goes on from there.
UPDATE outbox SET
    state = 'sending', inbox_id = :inbox_id, attempts = 1, claimed_by = '',
    claimed_until = :claimed_until, settled_at = NULL
WHERE channel = :channel AND address = :address AND (not_before <= :now OR error <> '')
    AND state IN ('queued', 'waiting_contact', 'blocked') AND state <> 'sent'

-- name: outbox_rides_again
UPDATE outbox SET
    state = 'sending', attempts = 1, claimed_by = '', claimed_until = :claimed_until,
    settled_at = NULL
WHERE inbox_id = :inbox_id AND not_before <= :now AND state IN ('queued', 'waiting_contact')

-- name: outbox_left
UPDATE outbox SET
    state = 'queued', attempts = 0, not_before = :now, claimed_until = NULL
WHERE id IN ($ids) AND state = 'sending' AND claimed_by = ''

-- name: outbox_blocked
UPDATE outbox SET state = 'blocked', settled_at = :now, claimed_until = NULL
WHERE channel = :channel AND address = :address
    AND state IN ('queued', 'sending', 'unknown', 'waiting_contact') AND state <> 'sent'

-- name: outbox_moved
UPDATE outbox SET address = :moved_to WHERE channel = :channel AND address = :address
    AND state IN ('queued', 'sending', 'unknown', 'waiting_contact') AND state <> 'sent'

-- name: outbox_by_ids_message
SELECT o.*, m.content FROM outbox o JOIN messages m ON m.id = o.message_id WHERE o.id = :id

-- name: outbox_in_room
-- Where a row for a room belongs: the room's kind, the ticket's topic, its card's older state.
SELECT r.topics, s.topic, (
    SELECT e.platform_id FROM outbox e
    WHERE e.channel = :channel AND e.address = :address AND e.card = :card AND e.card <> ''
        AND e.state = 'sent' AND e.platform_id <> ''
    ORDER BY e.id DESC LIMIT 1
) AS replaces
FROM rooms r LEFT JOIN room_tickets s ON s.room_id = r.id AND s.ticket_id = :ticket_id
WHERE r.channel = :channel AND r.address = :address AND r.active = 1

-- name: outbox_of_inbox
-- What a sender has claimed is shown by its sending, and must not be shown twice; nor must what a
-- repeat finds that comes long after.
SELECT o.*, m.content FROM outbox o JOIN messages m ON m.id = o.message_id
WHERE o.inbox_id = :inbox_id AND o.channel = :channel AND o.address = :address AND o.card = ''
    AND o.claimed_by = '' AND (o.settled_at IS NULL OR o.settled_at >= :since)
ORDER BY o.id

-- name: outbox_next_due
SELECT MIN(not_before) AS at FROM outbox
WHERE channel = :channel AND state IN ('queued', 'unknown') AND settled_at IS NULL

-- name: outbox_unsent_counts
SELECT channel, state, COUNT(*) AS count FROM outbox WHERE state <> 'sent' GROUP BY channel, state

-- name: outbox_whole
-- Nearly all is sent: it is counted in an index of its own.
SELECT channel, COUNT(*) AS count FROM outbox WHERE state <> 'sent' GROUP BY channel
UNION ALL
SELECT channel, COUNT(*) FROM outbox WHERE state = 'sent' GROUP BY channel

-- name: outbox_newest_id
SELECT MAX(id) AS id FROM outbox

-- name: outbox_counted_between
SELECT channel, COUNT(*) AS count FROM outbox WHERE id > :after AND id <= :until GROUP BY channel
