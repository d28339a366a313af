-- The key of each sealed event. Without its row an event cannot be read by anybody, wherever a copy of the log lies.
-- A table of its own, so that the log can be copied without it. body in events holds the sealed bytes, plain text for
-- events that are about nobody (flights, airports), and nothing for events that were destroyed.
CREATE TABLE event_keys (
    seq INTEGER NOT NULL PRIMARY KEY,
    key BLOB    NOT NULL
);

-- What was erased: the receipts. Nothing here says who it was.
CREATE TABLE erasures (
    number      INTEGER NOT NULL PRIMARY KEY,
    id          TEXT    NOT NULL,
    customer_id TEXT    NOT NULL,
    at          BIGINT  NOT NULL,
    erased_by   TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    -- SHA-256 over the destroyed keys in the order of the log.
    keys_hash   TEXT    NOT NULL,
    -- What was destroyed and changed, JSON.
    counts      TEXT    NOT NULL,
    -- When the files were found free of what was erased.
    purged_at   BIGINT,
    CONSTRAINT erasures_id_once UNIQUE (id)
);

-- Every id an erased customer ever had.
CREATE TABLE erased_customers (
    customer_id TEXT    NOT NULL,
    number      BIGINT  NOT NULL,
    CONSTRAINT erased_customers_pk PRIMARY KEY (customer_id)
);

-- The desktops that were ever connected, and up to which erasure each has answered.
CREATE TABLE desktops (
    id             TEXT   NOT NULL,
    agent_id       TEXT   NOT NULL,
    last_seen      BIGINT NOT NULL,
    erased_through BIGINT NOT NULL,
    CONSTRAINT desktops_pk PRIMARY KEY (id)
);

-- Which desktop said when that it has removed what was erased.
CREATE TABLE erasure_answers (
    number     BIGINT NOT NULL,
    desktop_id TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    CONSTRAINT erasure_answers_pk PRIMARY KEY (number, desktop_id)
);
