-- ANALYZE copies values of columns into the server's own statistics, which nobody but a superuser can clean after an
-- erasure. These columns are found by their indexes and need no statistics.
ALTER TABLE customers ALTER COLUMN record SET STATISTICS 0;
ALTER TABLE customers ALTER COLUMN recent SET STATISTICS 0;
ALTER TABLE identifiers ALTER COLUMN key SET STATISTICS 0;
ALTER TABLE customer_names ALTER COLUMN word SET STATISTICS 0;
ALTER TABLE contacts ALTER COLUMN record SET STATISTICS 0;
ALTER TABLE timeline ALTER COLUMN subject SET STATISTICS 0;
ALTER TABLE agent_frames ALTER COLUMN body SET STATISTICS 0;
ALTER TABLE event_keys ALTER COLUMN key SET STATISTICS 0;
