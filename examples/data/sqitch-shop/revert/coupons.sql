-- Revert shop:coupons from pg
BEGIN;

DROP TABLE coupon;

COMMIT;
