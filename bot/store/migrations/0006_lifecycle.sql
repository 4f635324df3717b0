-- The whole life-cycle: who leads and who helps, three clocks, proposals, pauses, and what a
-- second person decides. Lists are kept as ',one,two,' so that LIKE finds a member.
ALTER TABLE tickets ADD COLUMN kind TEXT NOT NULL DEFAULT 'help';
ALTER TABLE tickets ADD COLUMN topic_id TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN assisting TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN confidants TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN hard INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN supervised INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN abuse INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN visit_required INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN acceptance_due TEXT;
ALTER TABLE tickets ADD COLUMN accepted_at TEXT;
ALTER TABLE tickets ADD COLUMN resolution_due TEXT;
ALTER TABLE tickets ADD COLUMN resolution_due_original TEXT;
ALTER TABLE tickets ADD COLUMN paused_at TEXT;
ALTER TABLE tickets ADD COLUMN paused_minutes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN answered_at TEXT;
ALTER TABLE tickets ADD COLUMN asks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN extensions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN returns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN proposed TEXT;
ALTER TABLE tickets ADD COLUMN confirm_by TEXT;
ALTER TABLE tickets ADD COLUMN scheduled_for TEXT;
ALTER TABLE tickets ADD COLUMN scheduled_moved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN follows_id BIGINT REFERENCES tickets (id);
ALTER TABLE tickets ADD COLUMN instructed_by BIGINT REFERENCES officials (id);
ALTER TABLE tickets ADD COLUMN first_verdict TEXT;
ALTER TABLE tickets ADD COLUMN contested_verdict TEXT;
ALTER TABLE departments ADD COLUMN review INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tickets_by_leader ON tickets (follows_id) WHERE follows_id IS NOT NULL;

-- What is told of a ticket from now on was told by its events before.
UPDATE tickets SET
    accepted_at = (SELECT MIN(e.at) FROM ticket_events e
        WHERE e.ticket_id = tickets.id AND e.action IN ('take', 'answer') AND e.actor = 'official'),
    answered_at = (SELECT MAX(e.at) FROM ticket_events e
        WHERE e.ticket_id = tickets.id AND e.action = 'answer' AND e.actor = 'official'),
    reminded = (SELECT COUNT(*) FROM (SELECT 1 FROM ticket_events e
        WHERE e.ticket_id = tickets.id AND e.action = 'remind' LIMIT 1) one),
    first_verdict = (SELECT CASE
            WHEN e.detail LIKE '%"verdict":"solved"%' THEN 'solved'
            WHEN e.detail LIKE '%"verdict":"partly"%' THEN 'partly' ELSE 'not_solved' END
        FROM ticket_events e
        WHERE e.ticket_id = tickets.id AND e.detail LIKE '%"verdict":"%'
        ORDER BY e.sequence LIMIT 1);

-- What a second person decides: the review of a return, a draft, a closing, an extension.
CREATE TABLE approvals (
    id $identity,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    action TEXT NOT NULL,
    approver TEXT NOT NULL,
    department_id TEXT NOT NULL,
    asked_by BIGINT NOT NULL REFERENCES officials (id),
    asked_at TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    details TEXT NOT NULL DEFAULT '{}',
    message_id BIGINT REFERENCES messages (id),
    state TEXT NOT NULL,
    decided_by BIGINT REFERENCES officials (id),
    decided_at TEXT,
    words TEXT NOT NULL DEFAULT ''
);
CREATE INDEX approvals_by_ticket ON approvals (ticket_id, id);
CREATE UNIQUE INDEX approvals_waiting ON approvals (ticket_id, action) WHERE state = 'waiting';

-- Field visits (现场办理): the off-line proof. Photographs lie with the message.
CREATE TABLE visits (
    id $identity,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    official_id BIGINT NOT NULL REFERENCES officials (id),
    visited_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    place TEXT NOT NULL,
    found TEXT NOT NULL,
    done TEXT NOT NULL,
    before_photos TEXT NOT NULL DEFAULT '',
    after_photos TEXT NOT NULL DEFAULT '',
    message_id BIGINT NOT NULL REFERENCES messages (id)
);
CREATE INDEX visits_by_ticket ON visits (ticket_id, id);
