-- name: window_opened
-- A push that comes late must not close a window that a later one has opened.
INSERT INTO windows (channel, address, kind, opened_at, ends_at, allowed, used)
VALUES (:channel, :address, :kind, :opened_at, :ends_at, :allowed, 0)
ON CONFLICT (channel, address, kind) DO UPDATE SET
    opened_at = excluded.opened_at, ends_at = excluded.ends_at, allowed = excluded.allowed, used = 0
WHERE excluded.opened_at > windows.opened_at

-- name: windows_open
-- What ends first is used first.
SELECT * FROM windows
WHERE channel = :channel AND address = :address AND ends_at > :now AND used < allowed
ORDER BY ends_at $for_update

-- name: window_spent
UPDATE windows SET used = used + :count
WHERE channel = :channel AND address = :address AND kind = :kind

-- name: window_refunded
UPDATE windows SET used = CASE WHEN used > :count THEN used - :count ELSE 0 END
WHERE channel = :channel AND address = :address AND kind = :kind

-- name: windows_used_up
UPDATE windows SET used = allowed WHERE channel = :channel AND address = :address

-- name: window_known
SELECT kind FROM windows WHERE channel = :channel AND address = :address LIMIT 1
