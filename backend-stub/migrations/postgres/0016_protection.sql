-- The key of each sealed event. Without its row an event cannot be read by anybody, wherever a copy of the log lies.
-- A table of its own, so that the log can be copied without it. body in events holds the sealed bytes, plain text for
-- events that are about nobody (flights, airports), and nothing for events that were destroyed.
CREATE TABLE event_keys (
    seq BIGINT NOT NULL PRIMARY KEY,
    key BYTEA    NOT NULL
);

-- What was erased: the receipts. Nothing here says who it was.
CREATE TABLE erasures (
    number      BIGINT NOT NULL PRIMARY KEY,
    id          TEXT    NOT NULL COLLATE "C",
    customer_id TEXT    NOT NULL COLLATE "C",
    at          BIGINT  NOT NULL,
    erased_by   TEXT    NOT NULL COLLATE "C",
    reason      TEXT    NOT NULL COLLATE "C",
    -- SHA-256 over the destroyed keys in the order of the log.
    keys_hash   TEXT    NOT NULL COLLATE "C",
    -- What was destroyed and changed, JSON.
    counts      TEXT    NOT NULL COLLATE "C",
    -- When the files were found free of what was erased.
    purged_at   BIGINT,
    CONSTRAINT erasures_id_once UNIQUE (id)
);

-- Every id an erased customer ever had.
CREATE TABLE erased_customers (
    customer_id TEXT    NOT NULL COLLATE "C",
    number      BIGINT  NOT NULL,
    CONSTRAINT erased_customers_pk PRIMARY KEY (customer_id)
);

-- The desktops that were ever connected, and up to which erasure each has answered.
CREATE TABLE desktops (
    id             TEXT   NOT NULL COLLATE "C",
    agent_id       TEXT   NOT NULL COLLATE "C",
    last_seen      BIGINT NOT NULL,
    erased_through BIGINT NOT NULL,
    CONSTRAINT desktops_pk PRIMARY KEY (id)
);

-- Which desktop said when that it has removed what was erased.
CREATE TABLE erasure_answers (
    number     BIGINT NOT NULL,
    desktop_id TEXT   NOT NULL COLLATE "C",
    at         BIGINT NOT NULL,
    CONSTRAINT erasure_answers_pk PRIMARY KEY (number, desktop_id)
);

-- Sealed bodies are bytes; so is the text of the others.
ALTER TABLE events ALTER COLUMN body TYPE BYTEA USING convert_to(body, 'UTF8');
