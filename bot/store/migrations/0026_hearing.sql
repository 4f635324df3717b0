-- How we hear what is said in a room: replies by their id, what names its ticket, or nothing at all.
ALTER TABLE rooms ADD COLUMN hearing TEXT NOT NULL DEFAULT 'replies';
