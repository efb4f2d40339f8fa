-- Who was invited to a call by mail; gone with the call.
CREATE TABLE invitations (
  call_id     TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
  address     TEXT    NOT NULL,
  message     TEXT,                        -- of the one who invited
  link        TEXT    NOT NULL,            -- the guests' link, under the name the server was reached by
  state       TEXT    NOT NULL,            -- waiting, sent, failed
  problem     TEXT,                        -- why the last try failed, in words
  tries       INTEGER NOT NULL,
  next_try_at BIGINT  NOT NULL,            -- milliseconds since 1970
  told        TEXT,                        -- what the last mail said of the call
  revision    INTEGER NOT NULL,            -- of the call, when it was last looked at
  canceled    BOOLEAN NOT NULL,            -- once it was seen to be called off
  PRIMARY KEY (call_id, address)
);

CREATE INDEX invitations_waiting ON invitations (state, next_try_at);
