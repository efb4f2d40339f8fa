-- Who may use the integration API. A key itself is shown once and never stored.
CREATE TABLE api_keys (
  id         TEXT    PRIMARY KEY,           -- the public part of the key
  name       TEXT    NOT NULL,
  hash       TEXT    NOT NULL,              -- SHA-256 of the secret part, hex
  created_at BIGINT  NOT NULL,              -- milliseconds since 1970
  revoked_at BIGINT
);
