-- Rows whose values decide.
CREATE TABLE p (id integer PRIMARY KEY, name text NOT NULL, code varchar(3), n smallint, m numeric(5,2));
CREATE TABLE c (id serial PRIMARY KEY, p_id integer REFERENCES p, v text UNIQUE);
INSERT INTO p VALUES (1, NULL);
INSERT INTO p (id) VALUES (1);
INSERT INTO p (name) VALUES ('x');
INSERT INTO p (id, name, code) VALUES (1, 'x', 'toolong');
INSERT INTO p (id, name, n) VALUES (1, 'x', 40000);
INSERT INTO c (p_id, v) VALUES (1, 'x');
INSERT INTO c (p_id, v) VALUES (NULL, 'x');
INSERT INTO p (id, name) VALUES (1, 'a'), (1, 'b');
INSERT INTO p (id, name) VALUES (1, 'a'), (2, 'b');
INSERT INTO p (id, name) VALUES (3, NULL);
CREATE TABLE plain (a integer, b text, d date DEFAULT CURRENT_DATE);
INSERT INTO plain VALUES (1, 'x');
INSERT INTO plain VALUES (1, 'x'), (2, 'y');
INSERT INTO plain (a) SELECT 1;
INSERT INTO plain DEFAULT VALUES;
INSERT INTO plain (b) VALUES (now()::text);
UPDATE plain SET a = 2 WHERE b = 'x';
UPDATE plain SET a = a + 1;
DELETE FROM plain WHERE a = 1;
DELETE FROM plain;
TRUNCATE p;
TRUNCATE p CASCADE;
INSERT INTO p (id, name) VALUES (1, 'a') ON CONFLICT DO NOTHING;
INSERT INTO p (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = excluded.name;
ALTER TABLE plain ALTER a SET NOT NULL;
DELETE FROM p;
CREATE VIEW pv AS SELECT id, name FROM p;
INSERT INTO pv VALUES (5, 'x');
CREATE TABLE u (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, x integer CHECK (x > 0));
INSERT INTO u (x) VALUES (1);

-- checks over texts and times: what literals decide
CREATE TABLE checked (
  a text CHECK (a LIKE '%@%._%'),
  b text CHECK (b NOT LIKE 'x%'),
  c text CHECK (lower(c) = c),
  d text CHECK (upper(d) = d AND btrim(d) <> ''),
  e timestamptz CHECK (e < '2020-01-01 00:00:00+00'),
  f timestamp CHECK (f BETWEEN '2000-01-01' AND '2001-01-01'),
  g time CHECK (g >= '08:00'),
  h text CHECK (h ~ '^[a-z]+$'),
  i text CHECK (character_length(i) > 2)
);
INSERT INTO checked (a) VALUES ('a@b.c');
INSERT INTO checked (a) VALUES ('a@b.');
INSERT INTO checked (a) VALUES ('ab.c');
INSERT INTO checked (a) VALUES ('@.%');
INSERT INTO checked (a) VALUES ('');
INSERT INTO checked (a) VALUES (NULL);
INSERT INTO checked (b) VALUES ('yx');
INSERT INTO checked (b) VALUES ('x');
INSERT INTO checked (b) VALUES ('xy');
INSERT INTO checked (c) VALUES ('ab c1');
INSERT INTO checked (c) VALUES ('aB');
INSERT INTO checked (c) VALUES ('É');
INSERT INTO checked (d) VALUES ('AB');
INSERT INTO checked (d) VALUES ('Ab');
INSERT INTO checked (d) VALUES ('   ');
INSERT INTO checked (e) VALUES ('2019-12-31 23:59:59+00');
INSERT INTO checked (e) VALUES ('2020-01-01 00:00:00+00');
INSERT INTO checked (e) VALUES ('2020-01-01 00:30:00+01');
INSERT INTO checked (e) VALUES ('-infinity');
INSERT INTO checked (e) VALUES ('infinity');
INSERT INTO checked (e) VALUES ('0001-01-01 00:00:00+00 BC');
INSERT INTO checked (f) VALUES ('2000-06-01 12:00:00');
INSERT INTO checked (f) VALUES ('1999-12-31 23:59:59');
INSERT INTO checked (f) VALUES ('2001-01-01 00:00:00.5');
INSERT INTO checked (g) VALUES ('08:00');
INSERT INTO checked (g) VALUES ('07:59:59');
INSERT INTO checked (h) VALUES ('abc');
INSERT INTO checked (h) VALUES ('ABC');
INSERT INTO checked (h) VALUES (NULL);
INSERT INTO checked (i) VALUES ('abc');
INSERT INTO checked (i) VALUES ('ab');
