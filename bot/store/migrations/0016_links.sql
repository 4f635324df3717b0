-- 绑定: the contacts of one person, who said so themselves by a code; `person_id` is the smallest
-- contact's id of them, and empty for who never did.
ALTER TABLE contacts ADD COLUMN person_id BIGINT;
CREATE INDEX contacts_by_person ON contacts (person_id);
CREATE TABLE link_codes (
    digest TEXT PRIMARY KEY,
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    expires_at TEXT NOT NULL
);
CREATE INDEX link_codes_by_contact ON link_codes (contact_id);
