-- The last grant of each lock under which something was to be written. Whoever comes with an older
-- one lost the lock meanwhile, and is refused. The row '*' is the highest of those that were deleted
-- for their age.
CREATE TABLE fence (
  lock    TEXT PRIMARY KEY,
  token   INTEGER NOT NULL CHECK (token > 0),
  -- Whose grant it was: two may have the same token where Redis lost what it knew.
  holder  TEXT NOT NULL,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX fence_age ON fence (used_at);
