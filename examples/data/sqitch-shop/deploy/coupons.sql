-- Deploy shop:coupons to pg
BEGIN;

CREATE TABLE coupon (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code    text NOT NULL UNIQUE,
  percent int NOT NULL CHECK (percent BETWEEN 1 AND 100)
);

COMMIT;
