-- psql: ON_ERROR_STOP=0
/* a leading /* nested ; */ comment */ CREATE TABLE a (b text DEFAULT 'x;y', "c;d" int); SELECT 1 /* ; */ -- ; no
  + 2;
SELECT 'it''s;', E'it\'s;', E'a'
  'b;c', $$a;b$$, $x$ $$ ; $y$ $x$, b'01', X'1F', U&'d\0061t', U&"d\0061t" ;
SELECT 'plain \' AS backslash; SELECT n'a;b';
SELECT 1 AS "quo""te;d";
SELECT (1;
SELECT 2);
SELECT '{"a": 1}'::jsonb -> 'a' AS x, 1::int AS y, ARRAY[1,2,3][1:2] AS z;
SELECT a$b FROM (SELECT 1 AS a$b) AS t;
SELECT $1;
SELECT 1 @-- comment ;
1;
SELECT 5*/* c ; */6;;;
;
-- only a comment;
SELECT 'é', 'naïve;' AS ü;
SELECT 1
