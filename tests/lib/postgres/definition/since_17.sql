CREATE DOMAIN app.named_not_null AS text CONSTRAINT "There" NOT NULL CHECK (VALUE <> '');
CREATE COLLATION app.builtin_one (provider = builtin, locale = 'C.UTF-8');
CREATE TABLE app.identity_parts (id integer GENERATED ALWAYS AS IDENTITY, k integer) PARTITION BY LIST (k);
CREATE TABLE app.identity_part PARTITION OF app.identity_parts FOR VALUES IN (1);
