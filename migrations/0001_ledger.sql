-- The ledger. Times are milliseconds since 1970 UTC. Names that end in _cell count cells of the
-- resource; `end_cell` is not included.

CREATE TABLE venue (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  name     TEXT NOT NULL,
  zone     TEXT NOT NULL,
  currency TEXT NOT NULL
) STRICT;

CREATE TABLE resource (
  id           TEXT PRIMARY KEY,
  title        TEXT NOT NULL,
  tick_minutes INTEGER NOT NULL CHECK (tick_minutes > 0)
) STRICT, WITHOUT ROWID;

-- `document` is a booking::Offer as JSON: its rules differ by kind and are never queried by column.
CREATE TABLE offer (
  id       TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE booking (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE,
  secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
  state       TEXT NOT NULL CHECK (state IN
    ('held', 'pending', 'confirmed', 'declined', 'cancelled', 'completed', 'no-show', 'expired')),
  expires_at  INTEGER,
  guest_name  TEXT,
  guest_email TEXT,
  guest_phone TEXT,
  guest_note  TEXT,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  CHECK ((state = 'held') = (expires_at IS NOT NULL)),
  CHECK ((guest_name IS NULL) = (guest_email IS NULL)),
  CHECK (guest_name IS NOT NULL OR state IN ('held', 'cancelled', 'expired'))
) STRICT;

-- The sweeper asks for the next hold to end.
CREATE INDEX booking_hold_end ON booking (expires_at) WHERE state = 'held';

CREATE TABLE item (
  booking    INTEGER NOT NULL REFERENCES booking (id),
  position   INTEGER NOT NULL,
  offer      TEXT NOT NULL,
  slot       TEXT NOT NULL,
  starts_at  INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  quantity   INTEGER NOT NULL CHECK (quantity > 0),
  resource   TEXT NOT NULL,
  first_cell INTEGER NOT NULL,
  end_cell   INTEGER NOT NULL CHECK (end_cell > first_cell),
  PRIMARY KEY (booking, position)
) STRICT, WITHOUT ROWID;

-- The one check that nothing is sold twice. A claim with `expires_at` belongs to a hold and counts
-- for nothing from that instant on.
CREATE TABLE claim (
  resource   TEXT NOT NULL,
  cell       INTEGER NOT NULL,
  seat       INTEGER NOT NULL,
  booking    INTEGER NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (resource, cell, seat)
) STRICT, WITHOUT ROWID;

-- What a repeated request is answered with.
CREATE TABLE idempotency (
  key         TEXT PRIMARY KEY,
  fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
  answer      TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_age ON idempotency (created_at);

-- Which cells changed hands, in the order of commits: `seq` is the ledger's sequence, and the live
-- feed reads on from the last one it knows.
CREATE TABLE change (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  resource   TEXT NOT NULL,
  first_cell INTEGER NOT NULL,
  end_cell   INTEGER NOT NULL
) STRICT;
