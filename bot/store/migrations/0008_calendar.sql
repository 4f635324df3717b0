-- The working calendar (放假与调休): days that depart from Monday to Friday. A year without a row
-- is not published yet. `calendar_state` is one row, whose `version` moves with every change.
CREATE TABLE calendar_days (
    day TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT ''
);
CREATE TABLE calendar_state (
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL
);
