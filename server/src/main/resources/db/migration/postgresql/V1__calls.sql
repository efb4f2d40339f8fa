-- A call with a link. Calls that people meet in by a chosen name live in memory only.
CREATE TABLE calls (
  id            TEXT    PRIMARY KEY,           -- abcd-efghij-klmn
  title         TEXT,
  host_key_hash TEXT    NOT NULL,              -- SHA-256 of the host key, hex
  created_at    BIGINT  NOT NULL,              -- milliseconds since 1970
  joined        BOOLEAN NOT NULL,              -- once anybody has been inside
  ended_at      BIGINT,
  end_reason    TEXT
);

CREATE INDEX calls_ended_at ON calls (ended_at);
