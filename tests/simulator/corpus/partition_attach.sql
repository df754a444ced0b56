-- Indexes of partitions, attached one by one; constraints of partitions.
CREATE TABLE logs (at int, note text) PARTITION BY RANGE (at);
CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (0) TO (10);
CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM (10) TO (20);
CREATE TABLE logs_else (at int, note text);
CREATE INDEX logs_at ON ONLY logs (at);
CREATE INDEX logs_1_at ON logs_1 (at);
CREATE INDEX logs_1_too ON logs_1 (at);
CREATE INDEX logs_else_at ON logs_else (at);
ALTER INDEX logs_at ATTACH PARTITION logs_1_at;
ALTER INDEX logs_at ATTACH PARTITION logs_1_at;
ALTER INDEX logs_at ATTACH PARTITION logs_1_too;
ALTER INDEX logs_at ATTACH PARTITION logs_else_at;
CREATE INDEX logs_2_at ON logs_2 (at);
ALTER INDEX logs_at ATTACH PARTITION logs_2_at;
DROP INDEX logs_2_at;
DROP INDEX logs_at;
CREATE TABLE part_key (i int) PARTITION BY HASH (i);
CREATE TABLE part_key_0 PARTITION OF part_key FOR VALUES WITH (MODULUS 1, REMAINDER 0);
ALTER TABLE part_key ADD PRIMARY KEY (i);
DROP INDEX part_key_0_pkey;
ALTER TABLE part_key_0 DROP CONSTRAINT part_key_0_pkey;
ALTER TABLE part_key DROP CONSTRAINT part_key_pkey;
CREATE TABLE target (a int PRIMARY KEY);
CREATE TABLE source (a int) PARTITION BY LIST (a);
ALTER TABLE source ADD FOREIGN KEY (a) REFERENCES target NOT VALID;
ALTER TABLE source ADD FOREIGN KEY (a) REFERENCES target;
-- Storage of inherited columns
CREATE TABLE stored (a text, b text);
ALTER TABLE stored ALTER a SET STORAGE MAIN;
CREATE TABLE pattern (a text);
CREATE TABLE stored_below (LIKE pattern INCLUDING STORAGE) INHERITS (stored);
CREATE TABLE stored_below (LIKE pattern) INHERITS (stored);
-- Names of checks
CREATE TABLE checked (a int, CHECK (a > 0 AND tableoid > 0), CHECK (a > 1));
-- Domains of new columns
CREATE DOMAIN filled AS text NOT NULL;
CREATE TABLE empty_one (a int);
ALTER TABLE empty_one ADD COLUMN b filled;
