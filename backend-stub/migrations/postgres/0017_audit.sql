-- Who read or wrote what about whom: entries as JSON lines, each with the hash of itself and all before it. A page is what
-- was written at once; first is the number of its first entry.
CREATE TABLE audit_pages (
    first   BIGINT NOT NULL PRIMARY KEY,
    entries TEXT    NOT NULL COLLATE "C",
    -- 32 bytes an entry.
    hashes  BYTEA    NOT NULL
);

-- On which pages a customer is.
CREATE TABLE audit_customers (
    customer_id TEXT   NOT NULL COLLATE "C",
    first       BIGINT NOT NULL,
    CONSTRAINT audit_customers_pk PRIMARY KEY (customer_id, first)
);
