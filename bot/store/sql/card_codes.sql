-- name: card_code_kept
INSERT INTO card_codes (channel, code, task, given_at) VALUES (:channel, :code, :task, :now)
ON CONFLICT (channel, code) DO NOTHING

-- name: card_code_taken
-- The newest one lasts longest; whoever takes it uses it up.
DELETE FROM card_codes WHERE channel = :channel AND code = (
    SELECT c.code FROM card_codes c
    WHERE c.channel = :channel AND c.task = :task AND c.given_at >= :since
    ORDER BY c.given_at DESC, c.code LIMIT 1
)
RETURNING code

-- name: card_codes_swept
DELETE FROM card_codes WHERE given_at < :before
