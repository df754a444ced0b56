-- What types, functions and aggregates are made of.
CREATE FUNCTION padded(a bpchar, b int) RETURNS int LANGUAGE sql AS 'SELECT 1';
COMMENT ON FUNCTION padded(bpchar, int) IS 'padded';
COMMENT ON FUNCTION padded(char, int) IS 'by its other name';
DROP FUNCTION padded(bpchar, int);
CREATE FUNCTION pair(OUT int, OUT numeric) LANGUAGE sql AS 'SELECT (1, 2.1)';
CREATE FUNCTION pair_of_three(OUT int, OUT numeric) LANGUAGE sql AS 'SELECT 1, 2.1, 3';
CREATE FUNCTION first_of(x anyarray) RETURNS anyelement LANGUAGE sql RETURN x[1];
CREATE FUNCTION first_of(x anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT x[1]';
CREATE TYPE point2 AS (a int, b int);
CREATE TYPE point2_range AS RANGE (subtype = point2);
ALTER TYPE point2 ADD ATTRIBUTE c point2;
ALTER TYPE point2 ADD ATTRIBUTE c int;
CREATE FUNCTION smaller(anycompatible, anycompatible) RETURNS anycompatible LANGUAGE sql AS 'SELECT least($1, $2)';
CREATE AGGREGATE smallest(int4) (STYPE = int8, SFUNC = smaller);
CREATE AGGREGATE smallest(int8) (STYPE = int8, SFUNC = smaller);
CREATE TABLE noted (a int);
CREATE FUNCTION note_it(x int) RETURNS void LANGUAGE sql BEGIN ATOMIC INSERT INTO noted VALUES (x); END;
DROP TABLE noted;
DROP TABLE noted CASCADE;
-- Regular expressions
SELECT 'a-1' ~ '^[a-z]+-\d$';
SELECT 'abc' ~ 'a(b|c)*';
SELECT 'abc' LIKE 'a(';
-- Collations of the system's columns
CREATE TABLE of_catalog AS SELECT relname, reloptions FROM pg_class LIMIT 0;
-- Views are made without a right to what they read, tables are not.
CREATE ROLE reader;
CREATE SCHEMA desk AUTHORIZATION reader;
CREATE TABLE closed (a int);
SET ROLE reader;
CREATE VIEW desk.peek AS SELECT a FROM closed;
CREATE TABLE desk.copied AS SELECT a FROM closed;
CREATE MATERIALIZED VIEW desk.kept AS SELECT a FROM closed;
CREATE FUNCTION desk.count_closed() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.closed';
SELECT a FROM closed;
RESET ROLE;
-- EXPLAIN
EXPLAIN (COSTS OFF) SELECT a FROM closed;
EXPLAIN (COSTS OFF, ANALYZE ON, BUFFERS) SELECT a FROM closed;
EXPLAIN (COSTS OFF) SELECT b FROM closed;
EXPLAIN VERBOSE SELECT 1;
-- Copied checks meet inherited ones.
CREATE TABLE sized (a int CHECK (a > 2));
CREATE TABLE sized_below (LIKE sized INCLUDING CONSTRAINTS) INHERITS (sized);
CREATE TABLE sized_twice (LIKE sized INCLUDING CONSTRAINTS, LIKE sized INCLUDING CONSTRAINTS);
-- Upserts: what is wrong in the text comes before a missing index.
CREATE TABLE upserted (k int, v text);
INSERT INTO upserted VALUES (1) ON CONFLICT (k) DO UPDATE SET v = excluded.ctid::text;
INSERT INTO upserted VALUES (1) ON CONFLICT (k) DO UPDATE SET v = excluded.v;
SELECT excluded.ctid FROM upserted AS excluded;
INSERT INTO upserted VALUES (1) ON CONFLICT (lower(v)) DO UPDATE SET v = excluded.v;
INSERT INTO upserted VALUES (1) ON CONFLICT (k COLLATE "C") DO UPDATE SET v = nowhere.v;
