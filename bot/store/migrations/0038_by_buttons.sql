-- What waits for the next bundle is said at the desk, where there are buttons, in other words than in a chat.
ALTER TABLE reminders ADD COLUMN by_buttons TEXT NOT NULL DEFAULT '';
