-- What must be looked at again because a bag or a connection may be at risk: a flight (f:KEY) or a customer (c:ID), written
-- with the event that moved it and removed when it was looked at. seq is the log's place, so that what moved again
-- meanwhile stays. No read model: a replay does not make it again.
CREATE TABLE risk_watch (
    subject TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    CONSTRAINT risk_watch_pk PRIMARY KEY (subject)
);

-- Which cases other systems were told of, so that each is told once.
CREATE TABLE risk_cases (
    id TEXT   NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT risk_cases_pk PRIMARY KEY (id)
);
CREATE INDEX risk_cases_by_age ON risk_cases (at);
