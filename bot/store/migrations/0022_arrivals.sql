-- By which link a resident came into the chat, and when: a department's, or a district's.
ALTER TABLE contacts ADD COLUMN arrived_by TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN arrived_at TEXT;
