-- Deploy shop:products to pg
BEGIN;

CREATE TABLE product (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title       text NOT NULL,
  price_cents bigint NOT NULL CHECK (price_cents >= 0)
);

COMMIT;
