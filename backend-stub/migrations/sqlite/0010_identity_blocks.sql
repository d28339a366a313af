-- What a customer may have in common with another record of the same person: a hash of a piece of evidence with the sound
-- of the name (identity/blocks.rs). A few rows a customer; written only when who they are changes. The key is the whole
-- row, so that one tree answers and one page is written.
CREATE TABLE identity_blocks (
    block       BIGINT NOT NULL,
    customer_id TEXT   NOT NULL,
    CONSTRAINT identity_blocks_pk PRIMARY KEY (block, customer_id)
) WITHOUT ROWID;
