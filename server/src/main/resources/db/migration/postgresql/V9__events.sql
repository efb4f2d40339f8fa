-- What happened to the calls of API keys, in its order, and who is to be told of it.
CREATE TABLE events (
  id      BIGINT  PRIMARY KEY,              -- grows
  name    TEXT    NOT NULL UNIQUE,          -- evt_…: the same however often it is told
  owner   TEXT    NOT NULL,                 -- id of the API key
  call_id TEXT    NOT NULL,
  type    TEXT    NOT NULL,
  at      BIGINT  NOT NULL,                 -- milliseconds since 1970
  body    TEXT    NOT NULL                  -- JSON, as it is told
);

CREATE INDEX events_owner ON events (owner, id);
CREATE INDEX events_call ON events (call_id, id);
CREATE INDEX events_at ON events (at);

CREATE TABLE webhooks (
  id              TEXT    PRIMARY KEY,
  owner           TEXT    NOT NULL,
  url             TEXT    NOT NULL,
  types           TEXT    NOT NULL,         -- with spaces between
  secret          TEXT    NOT NULL,         -- whsec_…; in the clear, for what is sent is signed with it
  created_at      BIGINT  NOT NULL,
  failing_since   BIGINT ,                  -- nothing went through since then
  disabled_at     BIGINT ,
  disabled_reason TEXT
);

CREATE INDEX webhooks_owner ON webhooks (owner);

CREATE TABLE deliveries (
  webhook_id TEXT    NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  event_id   BIGINT  NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  state      TEXT    NOT NULL,              -- pending, delivered, failed
  tries      INTEGER NOT NULL,              -- since it was made or replayed
  first_at   BIGINT ,                       -- when the first of these was
  next_at    BIGINT ,                       -- when it is tried (again)
  PRIMARY KEY (webhook_id, event_id)
);

CREATE INDEX deliveries_next_at ON deliveries (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX deliveries_event ON deliveries (event_id);

CREATE TABLE delivery_attempts (
  webhook_id      TEXT    NOT NULL,
  event_id        BIGINT  NOT NULL,
  number          INTEGER NOT NULL,
  at              BIGINT  NOT NULL,
  duration_millis INTEGER NOT NULL,
  status          INTEGER,                  -- of the answer, if there was one
  answer          TEXT,                     -- its first bytes
  failure         TEXT,                     -- why there was none
  PRIMARY KEY (webhook_id, event_id, number),
  FOREIGN KEY (webhook_id, event_id) REFERENCES deliveries (webhook_id, event_id) ON DELETE CASCADE
);
