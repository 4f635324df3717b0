-- One row, whose mark is another one whenever any official changes: who knows the officials of a mark
-- need not read them again. Without it they are read each time; the next start writes it.
CREATE TABLE officials_mark (
    id SMALLINT PRIMARY KEY,
    mark TEXT NOT NULL
);
