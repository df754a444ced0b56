SELECT 1;
SELECT
 2;
\set x 3
SELECT :x;
