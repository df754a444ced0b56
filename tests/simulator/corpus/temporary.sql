-- Temporary relations beside permanent ones of the same name.
CREATE TABLE twin (kept int);
CREATE INDEX twin_idx ON twin (kept);
CREATE TEMP TABLE twin (gone int);
CREATE INDEX twin_idx ON twin (gone);
SELECT kept FROM twin;
SELECT gone FROM twin;
DROP INDEX twin_idx;
DROP TABLE twin;
SELECT kept FROM twin;
SELECT gone FROM twin;
DROP INDEX twin_idx;
DROP INDEX twin_idx;
DROP TABLE twin;
DROP TABLE twin;
CREATE TEMP TABLE counted (id serial);
DROP SEQUENCE counted_id_seq;
DROP TABLE counted;
DROP SEQUENCE counted_id_seq;
CREATE TEMP TABLE again AS SELECT 1 AS a;
DROP TABLE again;
CREATE TEMP TABLE again AS SELECT 2 AS a;
SELECT a FROM again;
-- Rows of a table within another one
CREATE TABLE person (first text, last text);
CREATE TABLE badge (owner person);
ALTER TABLE person ADD COLUMN title text;
ALTER TABLE person ADD COLUMN suffix text DEFAULT NULL;
ALTER TABLE person ADD COLUMN grade int DEFAULT 1;
DROP TABLE badge;
ALTER TABLE person ADD COLUMN grade int DEFAULT 1;
-- Parts of temporary tables
CREATE FUNCTION keep_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TEMP TABLE passing (a int);
CREATE TRIGGER keep BEFORE INSERT ON passing FOR EACH ROW EXECUTE FUNCTION keep_row();
DROP TRIGGER keep ON passing;
DROP TRIGGER keep ON passing;
