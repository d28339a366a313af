-- The same tables as on SQLite, where sqlite/ tells why each is as it is. Numbers are BIGINT, and texts compare by their
-- bytes ("C"), so that both databases order and compare alike.

CREATE TABLE events (
    seq         BIGINT NOT NULL,
    source      TEXT   NOT NULL COLLATE "C",
    id          TEXT   NOT NULL COLLATE "C",
    type        TEXT   NOT NULL COLLATE "C",
    at          BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    body        TEXT   NOT NULL,
    CONSTRAINT events_pk PRIMARY KEY (seq),
    CONSTRAINT events_id_source_once UNIQUE (id, source)
);

CREATE TABLE customers (
    id      TEXT   NOT NULL COLLATE "C",
    version BIGINT NOT NULL,
    record  TEXT   NOT NULL,
    recent  TEXT   NOT NULL DEFAULT '[]',
    CONSTRAINT customers_pk PRIMARY KEY (id)
);

CREATE TABLE customer_aliases (
    old_id TEXT NOT NULL COLLATE "C",
    id     TEXT NOT NULL COLLATE "C",
    CONSTRAINT customer_aliases_pk PRIMARY KEY (old_id)
);
CREATE INDEX customer_aliases_by_customer ON customer_aliases (id);

CREATE TABLE identifiers (
    key         TEXT NOT NULL COLLATE "C",
    customer_id TEXT NOT NULL COLLATE "C",
    CONSTRAINT identifiers_pk PRIMARY KEY (key, customer_id)
);
CREATE INDEX identifiers_by_customer ON identifiers (customer_id);

CREATE TABLE customer_names (
    word        TEXT NOT NULL COLLATE "C",
    customer_id TEXT NOT NULL COLLATE "C",
    CONSTRAINT customer_names_pk PRIMARY KEY (word, customer_id)
);
CREATE INDEX customer_names_by_customer ON customer_names (customer_id);

CREATE TABLE flights (
    key     TEXT   NOT NULL COLLATE "C",
    version BIGINT NOT NULL,
    record  TEXT   NOT NULL,
    CONSTRAINT flights_pk PRIMARY KEY (key)
);

CREATE TABLE contacts (
    id     TEXT NOT NULL COLLATE "C",
    record TEXT NOT NULL,
    CONSTRAINT contacts_pk PRIMARY KEY (id)
);

CREATE TABLE timeline (
    subject TEXT   NOT NULL COLLATE "C",
    at      BIGINT NOT NULL,
    seq     BIGINT NOT NULL,
    shared  BIGINT NOT NULL,
    CONSTRAINT timeline_pk PRIMARY KEY (subject, at, seq)
);

CREATE TABLE properties (
    name  TEXT NOT NULL COLLATE "C",
    value TEXT NOT NULL,
    CONSTRAINT properties_pk PRIMARY KEY (name)
);

CREATE TABLE agent_frames (
    agent_id TEXT   NOT NULL COLLATE "C",
    seq      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    body     TEXT   NOT NULL,
    CONSTRAINT agent_frames_pk PRIMARY KEY (agent_id, seq)
);
CREATE INDEX agent_frames_by_age ON agent_frames (at);

CREATE TABLE agent_sequences (
    agent_id TEXT   NOT NULL COLLATE "C",
    last_seq BIGINT NOT NULL,
    CONSTRAINT agent_sequences_pk PRIMARY KEY (agent_id)
);

CREATE TABLE idempotency_keys (
    owner       TEXT   NOT NULL COLLATE "C",
    key         TEXT   NOT NULL COLLATE "C",
    fingerprint TEXT   NOT NULL,
    result      TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    CONSTRAINT idempotency_keys_pk PRIMARY KEY (owner, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (at);

CREATE TABLE webhooks (
    id          TEXT   NOT NULL COLLATE "C",
    url         TEXT   NOT NULL,
    types       TEXT   NOT NULL,
    description TEXT   NOT NULL,
    secret      TEXT   NOT NULL,
    created_by  TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    CONSTRAINT webhooks_pk PRIMARY KEY (id)
);

CREATE TABLE outbox (
    place       BIGINT NOT NULL,
    id          TEXT   NOT NULL COLLATE "C",
    type        TEXT   NOT NULL COLLATE "C",
    customer_id TEXT   NOT NULL COLLATE "C",
    at          BIGINT NOT NULL,
    body        TEXT   NOT NULL,
    CONSTRAINT outbox_pk PRIMARY KEY (place)
);

CREATE TABLE webhook_deliveries (
    webhook_id  TEXT   NOT NULL COLLATE "C",
    place       BIGINT NOT NULL,
    customer_id TEXT   NOT NULL COLLATE "C",
    attempts    BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,
    dead_at     BIGINT,
    failure     TEXT,
    CONSTRAINT webhook_deliveries_pk PRIMARY KEY (webhook_id, place)
);
CREATE INDEX webhook_deliveries_by_customer ON webhook_deliveries (webhook_id, customer_id, place);
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (webhook_id, due_at);
CREATE INDEX webhook_deliveries_by_place ON webhook_deliveries (place);
