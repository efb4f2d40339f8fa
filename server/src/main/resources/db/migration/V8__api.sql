-- What a key may be used for, names with a space between. Keys from before may do what they could.
ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL
  DEFAULT 'calls:read calls:write turn:write webhooks:write events:read';

-- What was answered to requests with an Idempotency-Key, for a day.
CREATE TABLE idempotent_answers (
  id           TEXT    PRIMARY KEY,         -- SHA-256 of who asked and their key, hex
  request_hash TEXT    NOT NULL,            -- SHA-256 of method, path and body, hex
  answer       TEXT    NOT NULL,            -- encrypted with a key that only who asked can make, base64
  created_at   INTEGER NOT NULL             -- milliseconds since 1970
) STRICT;

CREATE INDEX idempotent_answers_created_at ON idempotent_answers (created_at);

-- The calls of one API key in the order of their time.
CREATE INDEX calls_of_owner ON calls (owner, (COALESCE(starts_at, created_at)), id);
