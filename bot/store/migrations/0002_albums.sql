-- What a platform delivers in several messages but was sent as one: an album of photographs.
ALTER TABLE inbox ADD COLUMN album TEXT NOT NULL DEFAULT '';
