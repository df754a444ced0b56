-- Verify shop:orders on pg
BEGIN;

SELECT id FROM purchase WHERE false;

ROLLBACK;
