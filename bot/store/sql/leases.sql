-- What only one process may do at a time.

-- name: lease_held
-- Renewed by its holder, or taken over once it has run out; nothing comes back for anybody else.
INSERT INTO leases (name, holder, fence, until) VALUES (:name, :holder, 1, :until)
ON CONFLICT (name) DO UPDATE SET
    holder = excluded.holder, until = excluded.until,
    fence = CASE WHEN leases.holder = excluded.holder THEN leases.fence ELSE leases.fence + 1 END
WHERE leases.holder = excluded.holder OR leases.until <= :now
RETURNING fence

-- name: lease_of
SELECT * FROM leases WHERE name = :name

-- name: lease_let_go
UPDATE leases SET until = :now WHERE name = :name AND holder = :holder

-- name: leases_ended
UPDATE leases SET until = :now WHERE until > :now
