-- psql: given=users registry=sqitch num=42 ON_ERROR_STOP=0
\set name orders
\set quoted '\'it\'\'s\''
\set both a 'b c' :given
CREATE TABLE :name (a int, ":name" int);
CREATE TABLE :"given" (a text DEFAULT :'both');
SELECT :num::int, :'num'::int, :quoted AS x, ':name' AS y, $$ :name $$ AS z;
SELECT :{?name}, :{?nothing}, :nothing;
SELECT 'a'::text AS name, :'nothing';
SELECT :"both", 1 AS :"both";
CREATE TABLE tbl_:name (a int);
\set backslash 'a\\b'
SELECT :'backslash';
\unset name
SELECT :name;
\set inner 1 + :num
\set outer '(:inner)'
SELECT :inner, :outer;
\set empty
SELECT 1 :empty + 2;
\set a1 x
SELECT :a1 AS :a1;
SELECT ARRAY[1,2,3][1:num];
SELECT 1 -- :num
 , /* :num */ 2;
\set bad-name 1
SELECT :'registry';
