-- Who is in a call now: what a session needs to be resumed after the process was killed.
CREATE TABLE participants (
  id         TEXT    PRIMARY KEY,
  token_hash TEXT    NOT NULL,              -- SHA-256 of the resume token, hex
  call       TEXT    NOT NULL,              -- call id or chosen name
  name       TEXT    NOT NULL,
  audio      BOOLEAN NOT NULL,
  video      BOOLEAN NOT NULL,
  host       BOOLEAN NOT NULL
);
