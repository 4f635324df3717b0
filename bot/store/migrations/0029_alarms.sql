-- When the administrators were told that an officials' room shut us out.
ALTER TABLE rooms ADD COLUMN alarmed_at TEXT;
