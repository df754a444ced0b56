SELECT 'in quits';
\q
SELECT 'never';
