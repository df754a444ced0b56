-- A database with everything that makes a dump hard to read, for the tests of restoring.
CREATE ROLE shop_owner NOLOGIN;
CREATE ROLE "shop Reader" NOLOGIN;
CREATE SCHEMA shop AUTHORIZATION shop_owner;
CREATE SCHEMA ext;
CREATE EXTENSION hstore WITH SCHEMA ext;
CREATE TYPE shop.state AS ENUM ('open', 'paid; not sent', 'it''s "done"');
CREATE DOMAIN shop.positive AS integer CHECK (VALUE > 0);
CREATE TABLE shop.customer (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  note text DEFAULT 'a;b\c''d',
  tags ext.hstore
);
CREATE TABLE shop."Odd ; ""name"" \. $$" (
  "a;b" int PRIMARY KEY,
  "c\" text DEFAULT E'tab\t\\ quote\' end',
  customer bigint REFERENCES shop.customer (id)
);
CREATE TABLE shop.orders (
  id serial,
  customer bigint NOT NULL,
  state shop.state DEFAULT 'open' NOT NULL,
  total shop.positive,
  placed date NOT NULL
) PARTITION BY RANGE (placed);
CREATE TABLE shop.orders_2024 PARTITION OF shop.orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE shop.orders_2025 PARTITION OF shop.orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
ALTER TABLE shop.orders ADD PRIMARY KEY (id, placed);
ALTER TABLE shop.orders ADD FOREIGN KEY (customer) REFERENCES shop.customer (id);
CREATE INDEX orders_state ON shop.orders (state) WHERE total > 10;
CREATE INDEX customer_lower ON shop.customer (lower(email));
CREATE TABLE shop.empty ();
CREATE TABLE shop.raw (id int, data bytea, "line
feed" text);
CREATE FUNCTION shop.quoted(a text) RETURNS text LANGUAGE plpgsql AS $body$
BEGIN
  -- a comment; with $$ and $b$ in it
  RETURN $b$;'$b$ || a || ';' || E'\';' || $$\! id$$;
END $body$;
CREATE FUNCTION shop.atomic(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC
  SELECT CASE WHEN a > 1 THEN 2 ELSE 3 END;
  SELECT a + 1;
END;
CREATE PROCEDURE shop."begin"() LANGUAGE sql AS 'SELECT 1; SELECT 2';
CREATE VIEW shop.paid AS SELECT id, total FROM shop.orders WHERE state <> 'open';
CREATE RULE two AS ON DELETE TO shop.paid DO INSTEAD (SELECT 1; SELECT 2);
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT ON shop.customer FOR EACH ROW EXECUTE FUNCTION shop.touch();
ALTER TABLE shop.customer ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON shop.customer FOR SELECT TO "shop Reader" USING (true);
INSERT INTO shop.customer (email, note, tags)
  SELECT 'c' || n || '@example.com', E'line\nfeed \\. \t\\N ' || n, 'a=>1' FROM generate_series(1, 500) n;
INSERT INTO shop.customer (email, note) VALUES ('last', E'\\.'), ('null', NULL), ('quote', E'\'; \\! id');
INSERT INTO shop.orders (customer, state, total, placed)
  SELECT 1 + n % 500, CASE WHEN n % 3 = 0 THEN 'it''s "done"' ELSE 'open' END::shop.state, 1 + n % 40, date '2024-01-01' + n % 700
  FROM generate_series(1, 2000) n;
INSERT INTO shop."Odd ; ""name"" \. $$" ("a;b", customer) VALUES (1, 1), (2, 2);
INSERT INTO shop.raw VALUES (1, '\x00ff5c2e0a', E'\\.'), (2, NULL, ''), (3, '\x', NULL);
CREATE MATERIALIZED VIEW shop.totals AS SELECT state, sum(total) FROM shop.orders GROUP BY state;
CREATE UNIQUE INDEX totals_state ON shop.totals (state);
COMMENT ON TABLE shop.customer IS 'it''s; a "comment" -- not one /* either';
COMMENT ON INDEX shop.customer_lower IS 'an index';
COMMENT ON EXTENSION hstore IS 'pairs';
ALTER TABLE shop.customer OWNER TO shop_owner;
ALTER TABLE shop.raw OWNER TO shop_owner;
GRANT SELECT ON shop.customer TO "shop Reader" WITH GRANT OPTION;
GRANT USAGE ON SCHEMA shop TO "shop Reader", PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE shop_owner IN SCHEMA shop GRANT SELECT ON TABLES TO "shop Reader";
CREATE PUBLICATION changes FOR TABLE shop.customer;
SELECT lo_from_bytea(4711, '\x00010203'), lo_from_bytea(4712, decode(repeat('ff5c', 5000), 'hex'));
COMMENT ON LARGE OBJECT 4711 IS 'a large one';
SELECT setval('shop.orders_id_seq', 9000);
