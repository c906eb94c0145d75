-- Everything bookable: capacity, prices, the waiting list, and the journal of all changes.

-- Tables are made anew where SQLite cannot change a constraint.

CREATE TABLE resource_2 (
  id           TEXT PRIMARY KEY,
  title        TEXT NOT NULL,
  -- What a cell is: see booking::Cells.
  cells        TEXT NOT NULL CHECK (cells IN ('ticks', 'nights', 'starts', 'one')),
  tick_minutes INTEGER CHECK ((tick_minutes > 0) = (cells = 'ticks')),
  -- Seats of each cell.
  capacity     INTEGER NOT NULL CHECK (capacity >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO resource_2 (id, title, cells, tick_minutes, capacity)
  SELECT id, title, 'ticks', tick_minutes, 1 FROM resource;
DROP TABLE resource;
ALTER TABLE resource_2 RENAME TO resource;

-- Notice and horizon are rules of every kind now, and an appointment can have several durations.
UPDATE offer SET document = json_set(
  json_remove(document, '$.kind.duration_minutes', '$.kind.notice_minutes', '$.kind.horizon_days'),
  '$.kind.durations', json_array(json_object('minutes', document ->> '$.kind.duration_minutes')),
  '$.rules', json_object(
    'notice_minutes', coalesce(document ->> '$.kind.notice_minutes', 0),
    'horizon_days', document ->> '$.kind.horizon_days'));

CREATE TABLE booking_2 (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE,
  secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
  state       TEXT NOT NULL CHECK (state IN
    ('held', 'waiting', 'pending', 'confirmed', 'declined', 'cancelled', 'completed', 'no-show',
     'expired')),
  expires_at  INTEGER,
  guest_name  TEXT,
  guest_email TEXT COLLATE NOCASE,
  guest_phone TEXT,
  guest_note  TEXT,
  -- The sum of the items' amounts, and the currency they are in.
  total       INTEGER,
  currency    TEXT NOT NULL,
  paid_at     INTEGER,
  -- How many events the journal has of it.
  revision    INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  CHECK ((state = 'held') = (expires_at IS NOT NULL)),
  CHECK ((guest_name IS NULL) = (guest_email IS NULL)),
  CHECK (guest_name IS NOT NULL OR state IN ('held', 'cancelled', 'expired'))
) STRICT;
INSERT INTO booking_2 (id, reference, secret_hash, state, expires_at, guest_name, guest_email,
    guest_phone, guest_note, currency, revision, created_at, updated_at)
  SELECT id, reference, secret_hash, state, expires_at, guest_name, guest_email, guest_phone,
    guest_note, coalesce((SELECT currency FROM venue), 'EUR'), 0, created_at, updated_at
  FROM booking;

CREATE TABLE item_2 (
  booking    INTEGER NOT NULL REFERENCES booking_2 (id),
  position   INTEGER NOT NULL,
  offer      TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('appointment', 'session', 'stay', 'stock')),
  slot       TEXT NOT NULL,
  starts_at  INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  quantity   INTEGER NOT NULL CHECK (quantity > 0),
  resource   TEXT NOT NULL,
  first_cell INTEGER NOT NULL,
  end_cell   INTEGER NOT NULL CHECK (end_cell > first_cell),
  -- What all of it costs, in the minor unit of the booking's currency.
  amount     INTEGER CHECK (amount >= 0),
  PRIMARY KEY (booking, position)
) STRICT, WITHOUT ROWID;
INSERT INTO item_2 (booking, position, offer, kind, slot, starts_at, ends_at, quantity, resource,
    first_cell, end_cell)
  SELECT booking, position, offer, 'appointment', slot, starts_at, ends_at, quantity, resource,
    first_cell, end_cell
  FROM item;
DROP TABLE item;
DROP TABLE booking;
-- References follow a name that changes.
ALTER TABLE booking_2 RENAME TO booking;
ALTER TABLE item_2 RENAME TO item;

-- The sweeper asks for the next hold to end.
CREATE INDEX booking_hold_end ON booking (expires_at) WHERE state = 'held';
-- Limits for each guest ask what an address has.
CREATE INDEX booking_guest ON booking (guest_email) WHERE state IN ('held', 'pending', 'confirmed');

-- Limits for each day ask what starts on it.
CREATE INDEX item_start ON item (offer, starts_at);

-- A booking's claims are found by its number, and ended holds by their time, whatever the capacity
-- of a cell.
CREATE INDEX claim_booking ON claim (booking);
CREATE INDEX claim_hold ON claim (resource, cell, expires_at) WHERE expires_at IS NOT NULL;

-- What bookings in state 'waiting' wait for; the lower number is first in line.
CREATE TABLE waiting (
  resource   TEXT NOT NULL,
  booking    INTEGER NOT NULL REFERENCES booking (id),
  position   INTEGER NOT NULL,
  first_cell INTEGER NOT NULL,
  end_cell   INTEGER NOT NULL CHECK (end_cell > first_cell),
  -- How long a place that comes free is kept for it, in milliseconds.
  keep_ms    INTEGER NOT NULL CHECK (keep_ms > 0),
  PRIMARY KEY (resource, booking, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_booking ON waiting (booking);

-- The journal: every change, by whom and when, each row with the hash of the one before. It is the
-- audit log, and for changes of bookings the outbox: whoever wants to hear of bookings reads on from
-- the last event it has. No personal data is in it, so that a guest's can be erased.
CREATE TABLE event (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  at       INTEGER NOT NULL,
  actor    TEXT NOT NULL CHECK (actor IN ('guest', 'owner', 'job')),
  name     TEXT NOT NULL,
  booking  INTEGER,
  -- Counts the events of one booking from 1.
  revision INTEGER,
  body     TEXT NOT NULL,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  hash     BLOB NOT NULL CHECK (length(hash) = 32),
  CHECK ((booking IS NULL) = (revision IS NULL)),
  UNIQUE (booking, revision)
) STRICT;
CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
  BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event
  BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

-- Who hears of bookings: the Redis stream and webhooks.
CREATE TABLE sink (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  kind        TEXT NOT NULL CHECK (kind IN ('redis', 'webhook')),
  url         TEXT,
  secret      TEXT,
  -- The last event that was delivered or put off.
  cursor      INTEGER NOT NULL,
  -- Which process delivers, and until when it alone does.
  lease_owner TEXT,
  lease_until INTEGER,
  created_at  INTEGER NOT NULL,
  CHECK ((kind = 'webhook') = (url IS NOT NULL)),
  CHECK ((kind = 'webhook') = (secret IS NOT NULL)),
  CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
) STRICT;
CREATE UNIQUE INDEX sink_redis ON sink (kind) WHERE kind = 'redis';

-- Events that were put off: one that failed, and those after it of the same booking.
CREATE TABLE delivery (
  sink     INTEGER NOT NULL REFERENCES sink (id) ON DELETE CASCADE,
  booking  INTEGER NOT NULL,
  event    INTEGER NOT NULL REFERENCES event (id),
  attempts INTEGER NOT NULL,
  -- When it is tried again; none while it waits for an earlier one of its booking, or is dead.
  next_at  INTEGER,
  -- When it was given up; it stays, to be replayed.
  dead_at  INTEGER,
  PRIMARY KEY (sink, booking, event),
  CHECK (next_at IS NULL OR dead_at IS NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_next ON delivery (sink, next_at) WHERE next_at IS NOT NULL;
