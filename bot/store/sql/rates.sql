-- name: rated_tickets
-- Tickets of some days by the day of their first event, in pages.
SELECT t.id, t.number FROM tickets t
WHERE t.created_date >= :first AND t.created_date <= :last AND t.id > :after
ORDER BY t.id LIMIT :limit

-- name: first_actor
SELECT actor_id FROM ticket_events WHERE ticket_id = :ticket_id AND sequence = 1

-- name: rates_frozen
INSERT INTO frozen_rates (period, frozen_at, matters) VALUES (:period, :now, :matters)
ON CONFLICT (period) DO NOTHING

-- name: rates_of_period
SELECT frozen_at, matters FROM frozen_rates WHERE period = :period
