-- Verify shop:accounts on pg
BEGIN;

SELECT id FROM account WHERE false;

ROLLBACK;
