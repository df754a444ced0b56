-- psql: dir=more
SELECT 'before';
\i more/first.sql
\ir more/second.sql
\i :dir/first.sql
\include 'more/first.sql';
SELECT
\i more/first.sql
 'around';
SELECT :from_second;
\i more/quits.sql
SELECT 'after quits';
\i more/nosuch.sql
SELECT 'not reached';
