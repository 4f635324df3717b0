-- Whoever was long silent had their address forgotten, but not where something had been sent to them.
UPDATE outbox SET
    address = 'erased', platform_id = '', reply_to = '', error = '',
    state = CASE WHEN settled_at IS NULL AND state <> 'sending' THEN 'blocked' ELSE state END,
    settled_at = CASE
        WHEN settled_at IS NULL AND state <> 'sending' THEN created_at ELSE settled_at
    END
WHERE address <> 'erased' AND contact_id IN (SELECT id FROM contacts WHERE address LIKE 'erased:%');
