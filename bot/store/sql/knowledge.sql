-- name: faq_version_current
SELECT COALESCE(MAX(version), 0) AS version FROM faq_versions

-- name: faq_versions
SELECT * FROM faq_versions ORDER BY version DESC LIMIT :limit

-- name: faq_version_kept
-- This row is the flip: from now on everyone reads the new version.
INSERT INTO faq_versions (version, imported_at, origin, added, changed, removed)
VALUES (:version, :now, :origin, :added, :changed, :removed)

-- name: faq_entries_of_version
SELECT * FROM faq_entries
WHERE since <= :version AND (until IS NULL OR until > :version)
ORDER BY id

-- name: faq_entry_of_version
SELECT * FROM faq_entries
WHERE id = :id AND since <= :version AND (until IS NULL OR until > :version)

-- name: faq_digests_of_version
SELECT id, digest FROM faq_entries
WHERE since <= :version AND (until IS NULL OR until > :version)

-- name: faq_entries_counted
SELECT COUNT(*) AS count FROM faq_entries
WHERE since <= :version AND (until IS NULL OR until > :version)

-- name: faq_entries_counted_by_origin
SELECT COUNT(*) AS count FROM faq_entries e JOIN faq_versions v ON v.version = e.since
WHERE e.since <= :version AND (e.until IS NULL OR e.until > :version) AND v.origin = :origin

-- name: faq_entry_staged
INSERT INTO faq_entries
    (id, since, question, variants, answer, department, category, source, updated, valid_until,
     language, digest)
VALUES
    (:id, :since, :question, :variants, :answer, :department, :category, :source, :updated,
     :valid_until, :language, :digest)

-- name: faq_entry_ended
UPDATE faq_entries SET until = :version WHERE id = :id AND until IS NULL AND since < :version

-- name: faq_leftovers_removed
-- What an import that never came to its end has written, a few rows at a time.
DELETE FROM faq_entries
WHERE row_id IN (SELECT row_id FROM faq_entries WHERE since > :version LIMIT :limit)

-- name: faq_leftovers_revived
UPDATE faq_entries SET until = NULL
WHERE row_id IN (SELECT row_id FROM faq_entries WHERE until > :version LIMIT :limit)

-- name: faq_lease_taken
-- The value begins with the moment at which it runs out, so that text order is time order.
INSERT INTO keys (name, value) VALUES ('faq_import', :lease)
ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE keys.value < :now
RETURNING value

-- name: faq_lease_renewed
UPDATE keys SET value = :lease WHERE name = 'faq_import' AND value = :held

-- name: faq_lease_ended
DELETE FROM keys WHERE name = 'faq_import' AND value = :held
