-- psql: ON_ERROR_STOP=0
\echo hello 'wor ld' \\ SELECT 1;
\qecho a
\warn b
\timing on
\pset pager off
\x off
\t on
SELECT 1 \; SELECT 2 \; SELECT 3;
SELECT 4 \g
\g
SELECT 5; \g /dev/null
SELECT 'a' AS one, 'b' AS two \gset
SELECT :'one';
SELECT 'CREATE TABLE made (a int)' \gexec
SELECT 'next';
SELECT 1 AS half
\p
\r
SELECT 'after reset';
SELECT 1 AS x \gdesc
SELECT 'after gdesc';
\unknown command
SELECT 'after unknown'; \unknown again SELECT 'not this';
SELECT 'still';
\conninfo
\set
\encoding UTF8
SELECT 'x' AS a, 'y' AS b \gx
SELECT 1 \g (format=csv) /dev/null
SELECT 'end'
