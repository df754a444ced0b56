\ir first.sql
\set from_second 17

SELECT 1,
  2;
