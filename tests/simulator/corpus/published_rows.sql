-- Rows of published tables need something to be told by.
CREATE TABLE bare (a int);
CREATE TABLE keyed (a int PRIMARY KEY);
CREATE TABLE whole (a int);
ALTER TABLE whole REPLICA IDENTITY FULL;
CREATE UNLOGGED TABLE unlogged (a int);
UPDATE bare SET a = 1;
CREATE PUBLICATION one FOR TABLE keyed;
DELETE FROM bare;
DELETE FROM keyed;
CREATE PUBLICATION every FOR ALL TABLES WITH (publish = 'insert, delete');
DELETE FROM bare;
UPDATE bare SET a = 1;
DELETE FROM keyed;
DELETE FROM whole;
DELETE FROM unlogged;
UPDATE bare SET missing = 1;
DROP PUBLICATION every;
DELETE FROM bare;
