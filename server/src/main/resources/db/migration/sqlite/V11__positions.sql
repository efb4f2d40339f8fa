-- In which order people came into their calls; until now the order of SQLite's own row numbers, which other
-- databases have not.
ALTER TABLE participants ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

UPDATE participants SET position = rowid;

CREATE INDEX participants_position ON participants (position);
