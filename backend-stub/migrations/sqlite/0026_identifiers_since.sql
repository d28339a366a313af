-- Since when somebody has a key: the time of the event that gave it to them, microseconds. A replay at the next start fills
-- it in for the customers of before.
ALTER TABLE identifiers ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
