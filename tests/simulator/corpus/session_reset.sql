-- Sequences
CREATE SEQUENCE few MAXVALUE 2;
SELECT nextval('few');
CREATE SEQUENCE many;
SELECT nextval('many');
BEGIN READ ONLY;
SELECT nextval('many');
ROLLBACK;
-- What a session is given back
SET search_path = nowhere;
SET ROLE locker;
DISCARD ALL;
CREATE TABLE after_all (a int, b int);
BEGIN;
DISCARD ALL;
ROLLBACK;
DISCARD PLANS;
ANALYZE after_all (a, b);
ANALYZE after_all (a, a);
VACUUM (PARALLEL) after_all;
