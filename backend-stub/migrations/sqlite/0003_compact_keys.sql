-- Rows that are little more than their key stand in the key's own tree, and the log in the order of its places: one tree
-- to change for an event where there were two or three. (WITHOUT ROWID and INTEGER PRIMARY KEY say that to SQLite.)

CREATE TABLE events_new (
    seq         INTEGER NOT NULL PRIMARY KEY,
    source      TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    at          BIGINT  NOT NULL,
    received_at BIGINT  NOT NULL,
    body        TEXT    NOT NULL,
    -- What makes ingest idempotent.
    CONSTRAINT events_id_source_once UNIQUE (id, source)
);
INSERT INTO events_new SELECT seq, source, id, type, at, received_at, body FROM events ORDER BY seq;
DROP TABLE events;
ALTER TABLE events_new RENAME TO events;

CREATE TABLE timeline_new (
    subject TEXT    NOT NULL,
    at      BIGINT  NOT NULL,
    seq     BIGINT  NOT NULL,
    shared  INTEGER NOT NULL,
    CONSTRAINT timeline_pk PRIMARY KEY (subject, at, seq)
) WITHOUT ROWID;
INSERT INTO timeline_new SELECT subject, at, seq, shared FROM timeline;
DROP TABLE timeline;
ALTER TABLE timeline_new RENAME TO timeline;

CREATE TABLE identifiers_new (
    key         TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    CONSTRAINT identifiers_pk PRIMARY KEY (key, customer_id)
) WITHOUT ROWID;
INSERT INTO identifiers_new SELECT key, customer_id FROM identifiers;
DROP TABLE identifiers;
ALTER TABLE identifiers_new RENAME TO identifiers;
CREATE INDEX identifiers_by_customer ON identifiers (customer_id);

CREATE TABLE customer_names_new (
    word        TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    CONSTRAINT customer_names_pk PRIMARY KEY (word, customer_id)
) WITHOUT ROWID;
INSERT INTO customer_names_new SELECT word, customer_id FROM customer_names;
DROP TABLE customer_names;
ALTER TABLE customer_names_new RENAME TO customer_names;
CREATE INDEX customer_names_by_customer ON customer_names (customer_id);

-- The newest lines of the customer's timeline, beside the record; older ones stand in the timeline table.
ALTER TABLE customers ADD COLUMN recent TEXT NOT NULL DEFAULT '[]';
