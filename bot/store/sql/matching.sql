-- name: match_logged
INSERT INTO match_log
    (inbox_id, contact_id, message_id, decision, entry_id, score, candidates, at, local_date)
VALUES
    (:inbox_id, :contact_id, :message_id, :decision, :entry_id, :score, :candidates, :at,
     :local_date)

-- name: match_by_id
SELECT * FROM match_log WHERE id = :id

-- name: match_judged
-- The last word counts; a pick also tells which entry was meant.
UPDATE match_log SET feedback = :feedback,
    entry_id = CASE WHEN :entry_id = '' THEN entry_id ELSE :entry_id END
WHERE id = :id
