-- Revert shop:orders from pg
BEGIN;

DROP TABLE purchase;

COMMIT;
