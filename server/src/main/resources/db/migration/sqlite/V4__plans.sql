-- What was agreed of a call beforehand, and the links that let people in.
ALTER TABLE calls ADD COLUMN starts_at INTEGER;               -- milliseconds since 1970; empty: as soon as it was made
ALTER TABLE calls ADD COLUMN zone TEXT;                       -- Europe/Berlin
ALTER TABLE calls ADD COLUMN length_seconds INTEGER;
ALTER TABLE calls ADD COLUMN recurrence TEXT;                 -- RRULE of RFC 5545
ALTER TABLE calls ADD COLUMN lobby INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN invited_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN passphrase_hash TEXT;
ALTER TABLE calls ADD COLUMN lingering_seconds INTEGER;
ALTER TABLE calls ADD COLUMN length_max_seconds INTEGER;
ALTER TABLE calls ADD COLUMN owner TEXT;                      -- id of the API key that made it
ALTER TABLE calls ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

CREATE TABLE call_links (
  call_id     TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
  id          TEXT    NOT NULL,
  role        TEXT    NOT NULL,            -- host, guest, viewer
  secret_hash TEXT    NOT NULL,            -- SHA-256 of the link's secret, hex
  name        TEXT,                        -- of the person it was made for
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER,
  PRIMARY KEY (call_id, id)
) STRICT;

INSERT INTO call_links (call_id, id, role, secret_hash, created_at)
  SELECT id, 'host', 'host', host_key_hash, created_at FROM calls;

ALTER TABLE calls DROP COLUMN host_key_hash;
