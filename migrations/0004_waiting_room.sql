-- Waiting rooms: a line in front of an offer that many want at once.
CREATE TABLE line (
  offer       TEXT NOT NULL PRIMARY KEY REFERENCES offer (id),
  -- The last number that was given out, and the last that may come in.
  issued      INTEGER NOT NULL CHECK (issued >= 0),
  admitted    INTEGER NOT NULL CHECK (admitted BETWEEN 0 AND issued),
  -- The time up to which admission is used up: whoever admits more starts from here.
  advanced_at INTEGER NOT NULL,
  -- How many were last let in, in guests per 1,000 seconds.
  rate        INTEGER NOT NULL CHECK (rate > 0)
) STRICT, WITHOUT ROWID;

-- The pass of each number that has come in. It stays after its end, so that a number has one pass.
CREATE TABLE line_pass (
  offer      TEXT NOT NULL REFERENCES offer (id),
  number     INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (offer, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX line_pass_end ON line_pass (offer, expires_at);

-- What places and passes are signed with, by every process on this ledger.
CREATE TABLE signing_key (
  id  INTEGER PRIMARY KEY CHECK (id = 1),
  key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;
