-- Field visits: the off-line proof.

-- name: visit_kept
INSERT INTO visits
    (ticket_id, official_id, visited_at, recorded_at, place, found, done, before_photos, after_photos,
     message_id)
VALUES
    (:ticket_id, :official_id, :visited_at, :now, :place, :found, :done, :before_photos, :after_photos,
     :message_id)
RETURNING *

-- name: visits_of_ticket
SELECT * FROM visits WHERE ticket_id = :ticket_id ORDER BY id
