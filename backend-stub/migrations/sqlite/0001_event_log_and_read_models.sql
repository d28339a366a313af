-- The event log is the truth; every other table here is a read model that a replay rebuilds from it.
-- Times are microseconds since the Unix epoch, so that both databases compare and index them alike.

CREATE TABLE events (
    seq         BIGINT NOT NULL,
    source      TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    type        TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    body        TEXT   NOT NULL,
    CONSTRAINT events_pk PRIMARY KEY (seq),
    -- What makes ingest idempotent.
    CONSTRAINT events_source_id_once UNIQUE (source, id)
);

CREATE TABLE customers (
    id      TEXT   NOT NULL,
    version BIGINT NOT NULL,
    record  TEXT   NOT NULL,
    CONSTRAINT customers_pk PRIMARY KEY (id)
);

-- Ids that were linked into another customer; links and open windows still carry them.
CREATE TABLE customer_aliases (
    old_id TEXT NOT NULL,
    id     TEXT NOT NULL,
    CONSTRAINT customer_aliases_pk PRIMARY KEY (old_id)
);

-- key = 'kind:value' in normal form. An e-mail address or a telephone number may have several holders.
CREATE TABLE identifiers (
    key         TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    CONSTRAINT identifiers_pk PRIMARY KEY (key, customer_id)
);
-- Linking two records moves all identifiers of one.
CREATE INDEX identifiers_by_customer ON identifiers (customer_id);

-- Folded words of names, for search by beginning.
CREATE TABLE customer_names (
    word        TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    CONSTRAINT customer_names_pk PRIMARY KEY (word, customer_id)
);
CREATE INDEX customer_names_by_customer ON customer_names (customer_id);

CREATE TABLE flights (
    key     TEXT   NOT NULL,
    version BIGINT NOT NULL,
    record  TEXT   NOT NULL,
    CONSTRAINT flights_pk PRIMARY KEY (key)
);

CREATE TABLE contacts (
    id     TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT contacts_pk PRIMARY KEY (id)
);

-- Which event belongs on whose timeline: 'c:<customer>', 'f:<flight>/<date>', 'a:<airport>'. The words are made when
-- the timeline is read, from the event itself. shared = 1: the event named an address that several people have.
CREATE TABLE timeline (
    subject TEXT    NOT NULL,
    at      BIGINT  NOT NULL,
    seq     BIGINT  NOT NULL,
    shared  INTEGER NOT NULL,
    CONSTRAINT timeline_pk PRIMARY KEY (subject, at, seq)
);

-- Small facts about this database: which demonstration airline it holds.
CREATE TABLE properties (
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT properties_pk PRIMARY KEY (name)
);
