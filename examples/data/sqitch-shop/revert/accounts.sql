-- Revert shop:accounts from pg
BEGIN;

DROP TABLE account;

COMMIT;
