-- Each day's sweep of what need not be kept any longer, and how much of each kind it erased.
CREATE TABLE retention_runs (
    day TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    erased TEXT NOT NULL
);
