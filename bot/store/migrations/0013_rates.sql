-- The rows of a period as they stood when its three rates were frozen; later corrections are
-- told beside them.
CREATE TABLE frozen_rates (
    period TEXT PRIMARY KEY,
    frozen_at TEXT NOT NULL,
    matters TEXT NOT NULL
);
