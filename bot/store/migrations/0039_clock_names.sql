-- The clocks of 0034 with their names: a list of work shows which of them runs out first, and need not
-- read whole tickets for it.
DROP VIEW worklist_clocks;
DROP VIEW ticket_clocks;

-- When the first of a ticket's running clocks runs out, and which it is; NULL where none runs: acceptance
-- until it is taken, the first reply until it is given, the resolution unless it stands or waits for the
-- resident. `bot.tickets.ladder.nearest` counts the same. What is later than any clock stands for none.
CREATE VIEW ticket_clocks AS
SELECT ticket_id, follows_id, NULLIF(
    CASE
        WHEN acceptance <= first_reply AND acceptance <= resolution THEN acceptance
        WHEN first_reply <= resolution THEN first_reply
        ELSE resolution
    END, '9999') AS due,
    CASE
        WHEN acceptance = '9999' AND first_reply = '9999' AND resolution = '9999' THEN NULL
        WHEN acceptance <= first_reply AND acceptance <= resolution THEN 'acceptance'
        WHEN first_reply <= resolution THEN 'first_reply'
        ELSE 'resolution'
    END AS watch
FROM (
    SELECT id AS ticket_id, follows_id,
        CASE WHEN state <> 'closed' AND abuse = 0 AND accepted_at IS NULL
            THEN COALESCE(acceptance_due, '9999') ELSE '9999' END AS acceptance,
        CASE WHEN state <> 'closed' AND abuse = 0 AND first_reply_at IS NULL
            THEN first_reply_due ELSE '9999' END AS first_reply,
        CASE WHEN state NOT IN ('closed', 'replied') AND abuse = 0 AND paused_at IS NULL
            THEN COALESCE(resolution_due, '9999') ELSE '9999' END AS resolution
    FROM tickets
) running;

-- The tickets that stand in a list of work. Of many who ask the same that is the one that leads, and
-- a follower whose own clock runs out before that of the leader and of all others who follow.
CREATE VIEW worklist_clocks AS
SELECT c.ticket_id, c.follows_id, c.due, c.watch FROM ticket_clocks c
WHERE c.follows_id IS NULL OR (
    c.due IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM ticket_clocks l WHERE l.ticket_id = c.follows_id AND l.due <= c.due)
    AND NOT EXISTS (
        SELECT 1 FROM ticket_clocks o
        WHERE o.follows_id = c.follows_id
            AND (o.due < c.due OR (o.due = c.due AND o.ticket_id < c.ticket_id))
    )
);
