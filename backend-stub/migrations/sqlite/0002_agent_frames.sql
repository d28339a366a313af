-- Frames that an agent's window has not acknowledged yet. They are written in the transaction of the event that made
-- them, so that a pop is as durable as its call; a replay of the log does not make them again.

CREATE TABLE agent_frames (
    agent_id TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    body     TEXT   NOT NULL,
    CONSTRAINT agent_frames_pk PRIMARY KEY (agent_id, seq)
);
-- Frames of agents who never come back are removed by age.
CREATE INDEX agent_frames_by_age ON agent_frames (at);

-- The last number given to each agent. It outlives the frames: a number is never given twice, so that a window's
-- "after 41" means the same after every frame was acknowledged and deleted.
CREATE TABLE agent_sequences (
    agent_id TEXT   NOT NULL,
    last_seq BIGINT NOT NULL,
    CONSTRAINT agent_sequences_pk PRIMARY KEY (agent_id)
);
