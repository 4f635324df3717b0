-- The tickets as one official sees them: what is confidential only as its owner,
-- as one who was named, or as an administrator; a report never by those whom it is about.

-- part: seen
(t.confidential = 0 OR :sees_all = 1 OR t.owner_id = :official_id OR t.confidants LIKE :named)
    AND NOT EXISTS (
        SELECT 1 FROM ticket_reported n WHERE n.ticket_id = t.id
            AND (n.official_id = :official_id OR n.department_id = :unit)
    )

-- part: shown
t.number, t.title, t.state, t.urgent, t.hot, t.confidential, t.created_at, t.first_reply_at, t.owner_id,
    c.watch, c.due, d.name AS department, o.name AS owner,
    (SELECT COUNT(*) FROM tickets f WHERE f.follows_id = t.id AND f.state <> 'closed') AS followers,
    (SELECT l.number FROM tickets l WHERE l.id = t.follows_id) AS leader

-- part: wanted
(:owner_id = 0 OR t.owner_id = :owner_id)
    AND (:department_id = '' OR t.department_id = :department_id)
    AND (:state = '' OR t.state = :state)

-- part: with_names
LEFT JOIN departments d ON d.id = t.department_id
LEFT JOIN officials o ON o.id = t.owner_id

-- part: by_deadline
    CASE WHEN t.state IN ('replied', 'awaiting_resident') THEN 1 ELSE 0 END,
    t.urgent DESC, t.hot DESC, COALESCE(c.due, '9999'), t.id

-- name: worklist_open
-- What waits for us first, by deadline; then what waits for the resident. The condition stands in the
-- statement itself, so that both engines find the index of open tickets.
-- Of many who ask the same one ticket is worked on: the open list shows the others by their count, and
-- the one whose clock ends before the leader's.
SELECT $shown
FROM tickets t
JOIN worklist_clocks c ON c.ticket_id = t.id
$with_names
WHERE $seen AND $wanted
    AND t.state <> 'closed'
ORDER BY $by_deadline
LIMIT :limit

-- name: worklist_standing
-- All that is not closed, in the same order; those too that follow others.
SELECT $shown
FROM tickets t
JOIN ticket_clocks c ON c.ticket_id = t.id
$with_names
WHERE $seen AND $wanted
    AND t.state <> 'closed'
ORDER BY $by_deadline
LIMIT :limit

-- name: worklist_closed
-- What was closed last comes first: of however many were, an index gives the latest.
SELECT $shown
FROM tickets t
JOIN ticket_clocks c ON c.ticket_id = t.id
$with_names
WHERE $seen AND $wanted
    AND t.state = 'closed'
ORDER BY t.closed_at DESC, t.id DESC
LIMIT :limit

-- name: worklist_searched
-- The newest first: who searches remembers what was lately. From what was found on: for an OR of the two
-- SQLite would go through all tickets.
SELECT $shown
FROM tickets t
JOIN ticket_clocks c ON c.ticket_id = t.id
$with_names
WHERE $seen AND $wanted
    AND (:open_only = 0 OR t.state <> 'closed')
    AND t.id IN (
        SELECT m.ticket_id FROM messages m JOIN message_search ON message_search.rowid = m.id
        WHERE $search_match AND m.ticket_id IS NOT NULL
        UNION ALL
        SELECT n.id FROM tickets n WHERE CAST(:number AS TEXT) <> '' AND n.number LIKE :number
    )
ORDER BY t.id DESC
LIMIT :limit

-- name: worklist_counts
SELECT
    COUNT(CASE WHEN t.owner_id = :official_id THEN 1 END) AS mine,
    COUNT(CASE WHEN t.department_id = :department_id THEN 1 END) AS department,
    COUNT(*) AS everything
FROM tickets t JOIN worklist_clocks c ON c.ticket_id = t.id
WHERE t.state <> 'closed'
    AND $seen

-- name: worklist_changed
SELECT t.number, t.version, t.created_at FROM tickets t
WHERE t.updated_at >= :since
    AND $seen
ORDER BY t.updated_at DESC LIMIT :limit

-- name: official_names
SELECT id, name FROM officials

-- name: worklist_one
SELECT t.id, d.name AS department, o.name AS owner, c.channel, c.name AS person,
    (SELECT COUNT(*) FROM tickets t WHERE t.contact_id = c.id AND $seen) AS history
FROM tickets t
JOIN contacts c ON c.id = t.contact_id
$with_names
WHERE t.number = :number
    AND $seen

-- name: ticket_pulse
-- What changes here has to be shown anew: the ticket, its messages, how far its answers came, and
-- what became of the notices that call its resident back.
SELECT t.version, MAX(m.id) AS newest, COUNT(o.settled_at) AS settled, MAX(o.settled_at) AS latest,
    COUNT(CASE WHEN o.state = 'waiting_contact' THEN 1 END) AS waiting,
    COUNT(CASE WHEN o.state = 'unknown' THEN 1 END) AS uncertain,
    COUNT(n.state) AS called, COUNT(CASE WHEN n.state = 'arrived' THEN 1 END) AS arrived,
    COUNT(CASE WHEN n.state = 'refused' THEN 1 END) AS refused
FROM tickets t
LEFT JOIN messages m ON m.ticket_id = t.id
LEFT JOIN outbox o ON o.message_id = m.id
LEFT JOIN notices n ON n.outbox_id = o.id
WHERE t.number = :number
    AND $seen
GROUP BY t.version
