-- Who may not come into a call, and what of somebody's media a host stopped.
CREATE TABLE call_doors (
  call   TEXT    NOT NULL PRIMARY KEY,
  locked BOOLEAN NOT NULL
);

CREATE TABLE call_blocks (
  call     TEXT    NOT NULL REFERENCES call_doors (call) ON DELETE CASCADE,
  position INTEGER NOT NULL,   -- the oldest first
  mark     TEXT    NOT NULL,   -- SHA-256 over the call, an address and maybe a name, hex
  PRIMARY KEY (call, position)
);

ALTER TABLE participants ADD COLUMN stopped TEXT NOT NULL DEFAULT '';   -- of "audio share video"
