-- Knowledge in the making: drafts, owners, entries that ran out, what nobody could answer.

-- name: draft_kept
INSERT INTO faq_drafts
    (ticket_id, question, answer, department_id, source, language, valid_until, state, drafted_by,
     drafted_at)
VALUES
    (:ticket_id, :question, :answer, :department_id, :source, :language, :valid_until, 'waiting',
     :drafted_by, :now)
RETURNING *

-- name: draft_by_id
SELECT d.*, t.number FROM faq_drafts d LEFT JOIN tickets t ON t.id = d.ticket_id WHERE d.id = :id

-- name: drafts_waiting
SELECT d.*, t.number FROM faq_drafts d LEFT JOIN tickets t ON t.id = d.ticket_id
WHERE d.state = 'waiting' ORDER BY d.id LIMIT :limit

-- name: draft_waiting_of_ticket
SELECT d.*, t.number FROM faq_drafts d JOIN tickets t ON t.id = d.ticket_id
WHERE d.state = 'waiting' AND d.ticket_id = :ticket_id ORDER BY d.id LIMIT 1

-- name: draft_decided
-- Of two who decide at once, one finds it waiting.
UPDATE faq_drafts SET
    state = :state, decided_by = :decided_by, decided_at = :now, reason = :reason, alone = :alone,
    entry_id = :entry_id
WHERE id = :id AND state = 'waiting'

-- name: draft_changed
UPDATE faq_drafts SET
    question = :question, answer = :answer, source = :source, language = :language,
    valid_until = :valid_until
WHERE id = :id AND state = 'waiting'

-- name: entry_owned
INSERT INTO faq_owners (entry_id, official_id) VALUES (:entry_id, :official_id)
ON CONFLICT (entry_id) DO UPDATE SET official_id = excluded.official_id

-- name: owner_of_entry
SELECT official_id FROM faq_owners WHERE entry_id = :entry_id

-- name: entries_run_out
SELECT e.id, e.question, e.department, e.valid_until, w.official_id FROM faq_entries e
LEFT JOIN faq_owners w ON w.entry_id = e.id
WHERE e.until IS NULL AND e.valid_until <> '' AND e.valid_until < :today
    AND (:all = 1 OR NOT EXISTS (
        SELECT 1 FROM faq_notices n WHERE n.entry_id = e.id AND n.valid_until = e.valid_until
    ))
ORDER BY e.valid_until, e.id LIMIT :limit

-- name: run_out_noticed
INSERT INTO faq_notices (entry_id, valid_until, at) VALUES (:entry_id, :valid_until, :now)
ON CONFLICT (entry_id, valid_until) DO NOTHING

-- name: entries_judged
-- How often each entry that left somebody unhelped was given since a day, and what residents made of it.
SELECT l.entry_id, e.question, e.department, w.official_id, COUNT(*) AS shown,
    COUNT(CASE WHEN l.feedback = 'useful' THEN 1 END) AS useful,
    COUNT(CASE WHEN l.feedback = 'unsolved' THEN 1 END) AS unsolved
FROM match_log l
JOIN faq_entries e ON e.id = l.entry_id AND e.until IS NULL
LEFT JOIN faq_owners w ON w.entry_id = l.entry_id
WHERE l.local_date >= :since AND l.entry_id IN (
    SELECT u.entry_id FROM match_log u
    WHERE u.feedback = 'unsolved' AND u.local_date >= :since AND u.entry_id <> ''
)
GROUP BY l.entry_id, e.question, e.department, w.official_id
ORDER BY unsolved DESC, l.entry_id

-- name: questions_unknown
-- Neither of confidential tickets nor of those who asked to be forgotten, nor what was only added
-- to a ticket that was there (「还没人来」): no entry answers that.
SELECT l.contact_id, m.content, m.ticket_id FROM match_log l
JOIN messages m ON m.id = l.message_id
LEFT JOIN tickets t ON t.id = m.ticket_id
WHERE l.local_date >= :since AND m.content IS NOT NULL AND COALESCE(t.confidential, 0) = 0
    AND COALESCE(t.created_at, m.at) >= m.at
    AND (l.decision = 'escalate' OR l.feedback IN ('none', 'unsolved'))
ORDER BY l.local_date DESC, l.id DESC LIMIT :limit

-- name: tickets_created_since
SELECT COUNT(*) AS count FROM tickets WHERE created_date >= :since

-- name: tickets_still_unanswered
-- Whose residents may be glad of a new entry; public matters only.
-- (By `id + 0`: in the order of ids SQLite would go through all that were ever closed.)
SELECT id, number, title, contact_id, language FROM tickets
WHERE state <> 'closed' AND confidential = 0 AND first_reply_at IS NULL
    AND created_date >= :since
ORDER BY id + 0 DESC LIMIT :limit

-- name: followers_of_ticket
SELECT id, number, title, contact_id, language FROM tickets
WHERE follows_id = :ticket_id AND confidential = 0 ORDER BY id
