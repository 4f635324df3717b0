-- The indexes hold what is not done. (`state <> 'done'` beside another state: only by that does SQLite
-- know it.)

-- name: inbox_kept
-- Nothing is kept for a repeat.
INSERT INTO inbox
    (channel, external_id, sender, contact_id, official_id, message_id, album, payload, state,
     received_at, done_at)
VALUES
    (:channel, :external_id, :sender, :contact_id, :official_id, :message_id, :album, :payload, :state,
     :now, CASE WHEN CAST(:state AS TEXT) = 'done' THEN CAST(:now AS TEXT) END)
ON CONFLICT (channel, external_id) DO NOTHING

-- name: inbox_known
SELECT * FROM inbox WHERE channel = :channel AND external_id = :external_id

-- name: inbox_between
-- What somebody sent after one message and before another, in order.
-- (By `channel || ''`: by the channel SQLite would go through all that ever came from it.)
SELECT * FROM inbox
WHERE id > :after AND id < :before AND channel || '' = :channel AND sender = :sender ORDER BY id

-- name: inbox_done
UPDATE inbox SET state = 'done', done_at = :now, error = '', next_attempt_at = NULL WHERE id = :id

-- name: inbox_put_off
UPDATE inbox SET
    state = :state, attempts = attempts + 1, error = :error, next_attempt_at = :next_attempt_at
WHERE id = :id

-- name: inbox_due
-- (By `id + 0`: in the order of ids SQLite would go through all that was ever done.)
SELECT id FROM inbox WHERE state = 'received' AND state <> 'done' AND next_attempt_at <= :now
ORDER BY id + 0 LIMIT :limit

-- name: inbox_first_due
-- Nobody's second message before their first. In the order of the index of what is due: of however many
-- wait after a rush, few are looked at.
SELECT i.id, EXISTS (
    SELECT 1 FROM inbox l
    WHERE l.state = 'received' AND l.state <> 'done' AND l.channel = i.channel
        AND l.sender = i.sender AND l.id > i.id AND l.next_attempt_at <= :now
) AS is_followed
FROM inbox i
WHERE i.state = 'received' AND i.state <> 'done' AND i.next_attempt_at <= :now
    AND NOT EXISTS (
        SELECT 1 FROM inbox e
        WHERE e.state = 'received' AND e.state <> 'done' AND e.channel = i.channel
            AND e.sender = i.sender AND e.id < i.id AND e.next_attempt_at <= :now
    )
ORDER BY i.next_attempt_at, i.id LIMIT :limit

-- name: inbox_next_due
SELECT MIN(next_attempt_at) AS at FROM inbox WHERE state = 'received' AND state <> 'done'

-- name: inbox_locked
SELECT * FROM inbox WHERE id = :id AND state = 'received' $skip_locked

-- name: inbox_by_id
SELECT * FROM inbox WHERE id = :id

-- name: inbox_waits
UPDATE inbox SET next_attempt_at = :next_attempt_at WHERE id = :id AND state = 'received'

-- name: inbox_of_album
SELECT * FROM inbox
WHERE channel = :channel AND sender = :sender AND album = :album AND album <> '' AND state <> 'done'
ORDER BY id

-- name: inbox_unfinished
SELECT * FROM inbox WHERE state <> 'done' ORDER BY id + 0

-- name: inbox_retried
UPDATE inbox SET state = 'received', attempts = 0, next_attempt_at = :now
WHERE id = :id AND state <> 'done'

-- name: inbox_unfinished_counts
SELECT state, COUNT(*) AS count FROM inbox WHERE state <> 'done' GROUP BY state

-- name: inbox_whole
SELECT '' AS channel, COUNT(*) AS count FROM inbox

-- name: inbox_counted_between
SELECT '' AS channel, COUNT(*) AS count FROM inbox WHERE id > :after AND id <= :until
