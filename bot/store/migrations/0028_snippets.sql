-- Words that officials keep ready (模板), each unit its own; the empty unit's are everybody's.
CREATE TABLE snippets (
    department_id TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    official_id BIGINT NOT NULL REFERENCES officials (id),
    at TEXT NOT NULL,
    PRIMARY KEY (department_id, name)
);
