CREATE TABLE coupon (
  code    text PRIMARY KEY,
  percent int NOT NULL
);
