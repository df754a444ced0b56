-- Verify shop:coupons on pg
BEGIN;

SELECT id FROM coupon WHERE false;

ROLLBACK;
