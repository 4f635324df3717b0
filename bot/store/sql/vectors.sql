-- name: vectors_of_model
SELECT digest, vector FROM faq_vectors WHERE model = :model AND digest > :after
ORDER BY digest LIMIT :limit

-- name: vector_kept
-- Two processes may have read the same text: the first one's vector stays.
INSERT INTO faq_vectors (model, digest, vector) VALUES (:model, :digest, :vector)
ON CONFLICT (model, digest) DO NOTHING

-- name: vector_dropped
DELETE FROM faq_vectors WHERE model = :model AND digest = :digest
