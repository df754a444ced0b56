-- Revert shop:products from pg
BEGIN;

DROP TABLE product;

COMMIT;
