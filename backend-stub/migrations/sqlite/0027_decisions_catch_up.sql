-- What moved by news of before: it waits until such news is quiet, and goes into decision_watch then.
CREATE TABLE decision_backlog (
    subject TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    CONSTRAINT decision_backlog_pk PRIMARY KEY (subject)
);
CREATE INDEX decision_backlog_seq ON decision_backlog (seq);
