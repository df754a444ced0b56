-- psql: ON_ERROR_STOP=0
CREATE TABLE t (a int, b text);
COPY t (a, b) FROM stdin;
1	one; SELECT 'not sql';
2	it's \\ odd
\.
COPY t FROM STDIN WITH (FORMAT csv); -- a comment
3,three
\.
SELECT count(*) FROM t;
COPY (SELECT 1 AS "from stdin") TO STDOUT;
\copy t from stdin
4	four
\.
\copy t (a, b) from 'more/rows.txt' with (format text)
\copy (select * from t) to '/dev/null'
SELECT 'after';
copy t from stdin csv
;
5,five
\.
SELECT 'last';
COPY t FROM stdin;
6	six
