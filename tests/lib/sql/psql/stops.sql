SELECT 1;
CREATE TABLE a (
  b int,
  c nosuchtype
); SELECT 2;
SELECT 3;
