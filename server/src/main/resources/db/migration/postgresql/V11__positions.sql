-- In which order people came into their calls.
ALTER TABLE participants ADD COLUMN position BIGINT NOT NULL DEFAULT 0;

CREATE INDEX participants_position ON participants (position);
