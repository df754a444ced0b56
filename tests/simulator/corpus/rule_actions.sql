-- What a rule does is read as a statement of its own; the rule needs what it names.
CREATE TABLE watched (a int, b text);
CREATE TABLE other (a int, b text);
CREATE VIEW seen AS SELECT a FROM other;
CREATE RULE empty AS ON UPDATE TO watched DO INSTEAD DELETE FROM other;
CREATE RULE empty AS ON UPDATE TO watched DO INSTEAD DELETE FROM other;
CREATE OR REPLACE RULE empty AS ON UPDATE TO watched DO INSTEAD DELETE FROM watched;
CREATE RULE wrong AS ON DELETE TO watched DO ALSO DELETE FROM missing;
CREATE RULE wrong AS ON DELETE TO watched DO ALSO INSERT INTO other (c) VALUES (1);
CREATE RULE fill AS ON DELETE TO watched DO ALSO INSERT INTO other (a) VALUES (1);
DROP TABLE other;
DROP RULE fill ON watched;
DROP TABLE other CASCADE;
DROP RULE empty ON watched;
COMMENT ON RULE empty ON watched IS 'x';
