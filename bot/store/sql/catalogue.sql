-- name: topic_kept
INSERT INTO catalogue_topics (id, topic, variants, department_id, kind, urgent, visit_required)
VALUES (:id, :topic, :variants, :department_id, :kind, :urgent, :visit_required)
ON CONFLICT (id) DO UPDATE SET
    topic = excluded.topic, variants = excluded.variants, department_id = excluded.department_id,
    kind = excluded.kind, urgent = excluded.urgent, visit_required = excluded.visit_required,
    active = 1

-- name: topic_by_id
SELECT * FROM catalogue_topics WHERE id = :id AND active = 1

-- name: topics_active
SELECT * FROM catalogue_topics WHERE active = 1 ORDER BY id

-- name: topic_removed
UPDATE catalogue_topics SET active = 0 WHERE id = :id AND active = 1

-- name: correction_kept
-- A ticket that goes round teaches where it ended; where it began is what was guessed.
INSERT INTO catalogue_corrections (ticket_id, wording, department_id, instead_of, official_id, at)
VALUES (:ticket_id, :wording, :department_id, :instead_of, :official_id, :now)
ON CONFLICT (ticket_id) DO UPDATE SET
    department_id = excluded.department_id, official_id = excluded.official_id, at = excluded.at

-- name: corrections_kept
SELECT c.*, t.number, o.name AS official FROM catalogue_corrections c
JOIN officials o ON o.id = c.official_id
LEFT JOIN tickets t ON t.id = c.ticket_id
ORDER BY c.id

-- name: correction_removed
DELETE FROM catalogue_corrections WHERE id = :id

-- name: correction_of_ticket_removed
DELETE FROM catalogue_corrections WHERE ticket_id = :ticket_id

-- name: corrections_of_person_removed
DELETE FROM catalogue_corrections
WHERE ticket_id IN (SELECT id FROM tickets WHERE contact_id = :contact_id)

-- name: version_moved
INSERT INTO versions (subject, version) VALUES (:subject, 1)
ON CONFLICT (subject) DO UPDATE SET version = versions.version + 1

-- name: version_of
SELECT version FROM versions WHERE subject = :subject
