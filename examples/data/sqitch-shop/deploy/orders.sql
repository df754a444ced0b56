-- Deploy shop:orders to pg
BEGIN;

CREATE TABLE purchase (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES account,
  product_id bigint NOT NULL REFERENCES product,
  placed_at  timestamptz NOT NULL DEFAULT now()
);

COMMIT;
