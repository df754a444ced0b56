-- Verify shop:products on pg
BEGIN;

SELECT id FROM product WHERE false;

ROLLBACK;
