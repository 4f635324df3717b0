-- name: refit_current
SELECT id, content FROM faq_refits ORDER BY id DESC LIMIT 1

-- name: refits_all
SELECT fitted_at, content FROM faq_refits ORDER BY id

-- name: refit_kept
INSERT INTO faq_refits (fitted_at, content) VALUES (:fitted_at, :content)

-- name: matches_judged
-- Numbers and ids only: what was asked is not read.
SELECT candidates, entry_id, feedback, at FROM match_log
WHERE local_date >= :since AND feedback <> '' AND candidates <> '[]'
ORDER BY id
