-- What officials would have been told in the quiet hours waits for their next bundle, word for word.
ALTER TABLE reminders ADD COLUMN words TEXT NOT NULL DEFAULT '';
