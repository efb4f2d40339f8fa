-- What somebody may do in a call, and by which link they came in.
ALTER TABLE participants ADD COLUMN role TEXT NOT NULL DEFAULT 'guest';  -- host, guest, viewer
ALTER TABLE participants ADD COLUMN link TEXT;                           -- id of the link, if by one
UPDATE participants SET role = 'host' WHERE host = 1;
ALTER TABLE participants DROP COLUMN host;

-- How far a call is in its life.
ALTER TABLE calls ADD COLUMN time_at INTEGER;      -- start of the time that is on or comes next, milliseconds since 1970
ALTER TABLE calls ADD COLUMN began_at INTEGER;     -- when the first person came to this time
ALTER TABLE calls ADD COLUMN empty_since INTEGER;  -- when the last one left; empty while somebody is inside

UPDATE calls SET time_at = starts_at;
UPDATE calls SET began_at = created_at WHERE joined = 1;
