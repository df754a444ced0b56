SELECT 'first';
SELECT 'first open'
