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
