-- A statement is understood before anybody asks who may run it.
CREATE ROLE nobody_special;
CREATE TABLE closed (a int, b text);
CREATE SCHEMA drawer;
SET ROLE nobody_special;
INSERT INTO closed (a) VALUES (1);
INSERT INTO closed (missing) VALUES (1);
INSERT INTO closed (a) VALUES (missing);
SELECT missing FROM closed;
SELECT a FROM closed;
UPDATE closed SET missing = 1;
UPDATE closed SET a = 1;
DELETE FROM closed WHERE missing = 1;
DELETE FROM closed;
RESET ROLE;
-- Default privileges keep to their schema under its new name, and leave with their grantee.
ALTER DEFAULT PRIVILEGES IN SCHEMA drawer GRANT ALL ON TABLES TO nobody_special;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO nobody_special;
ALTER SCHEMA drawer RENAME TO chest;
ALTER DEFAULT PRIVILEGES IN SCHEMA chest REVOKE INSERT ON TABLES FROM nobody_special;
DROP ROLE nobody_special;
DROP OWNED BY nobody_special;
CREATE TABLE chest.later (a int);
DROP ROLE nobody_special;
-- SET LOCAL outside of a transaction ends with itself, in a block with the block.
SET LOCAL search_path = chest;
CREATE TABLE here (a int);
SELECT a FROM public.here;
DO $$ BEGIN SET LOCAL search_path = chest; CREATE TABLE there (a int); END $$;
SELECT a FROM chest.there;
CREATE TABLE there (a int);
SET LOCAL nosuch = 1;
-- Keys that are named twice are seen before keys that are missing.
ALTER TABLE here ADD UNIQUE (missing, a, missing);
ALTER TABLE here ADD UNIQUE (missing, a);
CREATE TABLE twice (a int, UNIQUE (missing, a, missing));
CREATE INDEX here_a ON here (a);
COMMENT ON CONSTRAINT nothing ON here_a IS 'x';
CREATE VIEW nowhere.v AS SELECT a, a FROM here;
