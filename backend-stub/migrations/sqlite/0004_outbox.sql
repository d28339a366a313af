-- Requests that were done under an idempotency key, so that the same one sent again is not done again. Written in the
-- transaction of the write; forgotten after a day.
CREATE TABLE idempotency_keys (
    owner       TEXT   NOT NULL,
    key         TEXT   NOT NULL,
    fingerprint TEXT   NOT NULL,
    -- What came of it: the id of what was made, or nothing.
    result      TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    CONSTRAINT idempotency_keys_pk PRIMARY KEY (owner, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (at);

-- Where other systems want to be told of what happens here. The secret signs what they get.
CREATE TABLE webhooks (
    id          TEXT   NOT NULL,
    url         TEXT   NOT NULL,
    -- The event types wanted, separated by spaces; empty means all.
    types       TEXT   NOT NULL,
    description TEXT   NOT NULL,
    secret      TEXT   NOT NULL,
    created_by  TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    CONSTRAINT webhooks_pk PRIMARY KEY (id)
);

-- Events out that somebody has not got yet, written in the transaction of the change they tell of. place grows with the
-- log's place; customer_id is what the order is kept for. It is no read model: a replay does not make it again.
CREATE TABLE outbox (
    place       BIGINT NOT NULL,
    id          TEXT   NOT NULL,
    type        TEXT   NOT NULL,
    customer_id TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    body        TEXT   NOT NULL,
    CONSTRAINT outbox_pk PRIMARY KEY (place)
);

-- Who has not got which of them. A row is deleted when it is delivered; dead_at says that there will be no more attempts
-- until somebody asks for them.
CREATE TABLE webhook_deliveries (
    webhook_id  TEXT    NOT NULL,
    place       BIGINT  NOT NULL,
    customer_id TEXT    NOT NULL,
    attempts    INTEGER NOT NULL,
    due_at      BIGINT  NOT NULL,
    dead_at     BIGINT,
    failure     TEXT,
    CONSTRAINT webhook_deliveries_pk PRIMARY KEY (webhook_id, place)
);
-- Whether an event is the first of its customer's for this webhook.
CREATE INDEX webhook_deliveries_by_customer ON webhook_deliveries (webhook_id, customer_id, place);
-- What is due next.
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (webhook_id, due_at);
-- Whether anybody still waits for an event.
CREATE INDEX webhook_deliveries_by_place ON webhook_deliveries (place);
