CREATE TABLE purchase (
  id         bigint PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES account,
  placed_at  timestamptz NOT NULL DEFAULT now()
);
