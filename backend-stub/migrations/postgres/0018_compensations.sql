-- What passengers are owed after disruptions: a read model of the decided events (purser.compensation.decided.v1). The
-- record is the newest step's; whose it is now stands beside it. note says what was disrupted. due_at is the first
-- deadline that is not met.
CREATE TABLE compensations (
    id            TEXT    NOT NULL COLLATE "C",
    disruption_id TEXT    NOT NULL COLLATE "C",
    customer_id   TEXT    NOT NULL COLLATE "C",
    status        TEXT    NOT NULL COLLATE "C",
    version       BIGINT  NOT NULL,
    opened_at     BIGINT  NOT NULL,
    due_at        BIGINT  NOT NULL,
    connecting    BIGINT  NOT NULL,
    amount        TEXT    NOT NULL,
    currency      TEXT    NOT NULL,
    issued        TEXT    NOT NULL,
    record        TEXT    NOT NULL,
    note          TEXT    NOT NULL,
    CONSTRAINT compensations_pk PRIMARY KEY (id)
);
CREATE INDEX compensations_by_disruption ON compensations (disruption_id, opened_at, version);
CREATE INDEX compensations_by_customer ON compensations (customer_id);
CREATE INDEX compensations_by_deadline ON compensations (status, due_at, id);
CREATE INDEX compensations_by_age ON compensations (version, id);

-- Flights that are or were in trouble: an event about somebody on one of them is looked at. No read model: a flight stays
-- here whatever comes after.
CREATE TABLE disrupted_flights (
    key TEXT NOT NULL COLLATE "C",
    CONSTRAINT disrupted_flights_pk PRIMARY KEY (key)
);

-- What must be looked at again because it may change what somebody is owed, as risk_watch.
CREATE TABLE decision_watch (
    subject TEXT   NOT NULL COLLATE "C",
    seq     BIGINT NOT NULL,
    CONSTRAINT decision_watch_pk PRIMARY KEY (subject)
);
