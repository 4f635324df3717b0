-- name: notice_posted
INSERT INTO public_notices (ticket_id, topic_id, place, title, texts, official_id, posted_at, expires_at)
VALUES (:ticket_id, :topic_id, :place, :title, :texts, :official_id, :now, :expires_at)
RETURNING *

-- name: notice_by_id
SELECT n.*, t.number, t.department_id, o.name AS official FROM public_notices n
JOIN tickets t ON t.id = n.ticket_id JOIN officials o ON o.id = n.official_id
WHERE n.id = :id

-- name: notices_standing
SELECT n.*, t.number, t.department_id, o.name AS official FROM public_notices n
JOIN tickets t ON t.id = n.ticket_id JOIN officials o ON o.id = n.official_id
WHERE n.ended_at IS NULL AND n.expires_at > :now AND t.confidential = 0
ORDER BY n.id DESC

-- name: notices_all
SELECT n.*, t.number, t.department_id, o.name AS official,
    (SELECT COUNT(*) FROM public_notice_readers r WHERE r.notice_id = n.id) AS readers
FROM public_notices n
JOIN tickets t ON t.id = n.ticket_id JOIN officials o ON o.id = n.official_id
ORDER BY n.id DESC LIMIT :limit

-- name: notice_ended
UPDATE public_notices SET ended_at = :now WHERE id = :id AND ended_at IS NULL

-- name: notices_of_ticket_ended
UPDATE public_notices SET ended_at = :now WHERE ticket_id = :ticket_id AND ended_at IS NULL
RETURNING id

-- name: notice_read
-- Who asks again is one person; the first message counts.
INSERT INTO public_notice_readers (notice_id, contact_id, message_id, at)
VALUES (:notice_id, :contact_id, :message_id, :now)
ON CONFLICT (notice_id, contact_id) DO NOTHING

-- name: notice_readers_of
SELECT contact_id FROM public_notice_readers WHERE notice_id = :notice_id ORDER BY contact_id

-- name: notice_left
DELETE FROM public_notice_readers WHERE notice_id = :notice_id AND contact_id = :contact_id

-- name: notices_passed_on
UPDATE public_notices SET ticket_id = :to WHERE ticket_id = :ticket_id

-- name: notices_unread_by_person
DELETE FROM public_notice_readers WHERE contact_id = :contact_id

-- name: notice_last_read
SELECT notice_id, message_id FROM public_notice_readers
WHERE contact_id = :contact_id AND at >= :since ORDER BY at DESC LIMIT 1
