CREATE TABLE app.target (id integer PRIMARY KEY, region text, n integer, UNIQUE (id, region));
CREATE TABLE "Odd Schema"."Target" ("Id" integer CONSTRAINT "Key of it" PRIMARY KEY, "a,b" integer UNIQUE);
CREATE TABLE app.rules (
  id integer CONSTRAINT rules_key PRIMARY KEY,
  a integer, b integer, c integer, d text, e daterange, f int4range, "user" integer, region text, t text, "Q""x" integer,
  CONSTRAINT u_plain UNIQUE (a),
  CONSTRAINT u_many UNIQUE (a, b, "user"),
  CONSTRAINT u_include UNIQUE (b) INCLUDE (c, d),
  CONSTRAINT u_deferrable UNIQUE (c) DEFERRABLE,
  CONSTRAINT "U deferred" UNIQUE ("Q""x") DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT u_options UNIQUE (d) WITH (fillfactor = 55),
  CONSTRAINT c_plain CHECK (a > 0),
  CONSTRAINT c_and CHECK (a > 0 AND b < 10 OR c IS NULL),
  CONSTRAINT c_text CHECK (d <> 'it''s' AND d !~ '^\d+$'),
  CONSTRAINT c_in CHECK (t IN ('a', 'b', 'c')),
  CONSTRAINT c_function CHECK (app.twice(a) > "select"."from"(b)),
  CONSTRAINT c_no_inherit CHECK (a <> b) NO INHERIT,
  CONSTRAINT "C""odd.name" CHECK ("user" IS NOT NULL),
  CONSTRAINT c_true CHECK (true),
  CHECK ("Q""x" BETWEEN 1 AND 5),
  CONSTRAINT x_plain EXCLUDE USING gist (e WITH &&),
  CONSTRAINT x_many EXCLUDE USING gist (e WITH &&, f WITH -|-) WHERE (a > 1),
  CONSTRAINT x_btree EXCLUDE (lower(d) COLLATE "C" text_pattern_ops WITH =, (a + b) WITH =) WHERE (d IS NOT NULL),
  CONSTRAINT x_include EXCLUDE USING gist (e WITH &&) INCLUDE (a) WITH (fillfactor = 66) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT x_operator EXCLUDE USING gist (f WITH OPERATOR(pg_catalog.&&))
);
ALTER TABLE app.rules ADD CONSTRAINT c_not_valid CHECK (a < 100) NOT VALID;
ALTER TABLE app.rules ADD CONSTRAINT c_not_valid_no_inherit CHECK (a < 101) NO INHERIT NOT VALID;
ALTER TABLE app.rules ADD CONSTRAINT f_plain FOREIGN KEY (a) REFERENCES app.target;
ALTER TABLE app.rules ADD CONSTRAINT f_many FOREIGN KEY (b, region) REFERENCES app.target (id, region) MATCH FULL;
ALTER TABLE app.rules ADD CONSTRAINT f_cascade FOREIGN KEY (c) REFERENCES app.target (id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE app.rules ADD CONSTRAINT f_null FOREIGN KEY (c) REFERENCES app.target (id) ON UPDATE SET NULL ON DELETE SET DEFAULT;
ALTER TABLE app.rules ADD CONSTRAINT f_restrict FOREIGN KEY ("user") REFERENCES "Odd Schema"."Target" ON UPDATE RESTRICT ON DELETE RESTRICT;
ALTER TABLE app.rules ADD CONSTRAINT f_odd FOREIGN KEY ("Q""x") REFERENCES "Odd Schema"."Target" ("a,b") DEFERRABLE;
ALTER TABLE app.rules ADD CONSTRAINT f_deferred FOREIGN KEY (a) REFERENCES app.target (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE app.rules ADD CONSTRAINT f_not_valid FOREIGN KEY (a) REFERENCES app.target (id) DEFERRABLE NOT VALID;
ALTER TABLE app.rules ADD CONSTRAINT f_self FOREIGN KEY (b) REFERENCES app.rules (id);
CREATE TABLE app.key_options (id integer, b integer, CONSTRAINT "Key" PRIMARY KEY (id, b) WITH (fillfactor = 90)) ;
CREATE TABLE app.key_deferred (id integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, region text);
CREATE TABLE app.inherits_checks (own integer CHECK (own > 0)) INHERITS (app.key_deferred);
ALTER TABLE app.key_deferred ADD CONSTRAINT shared CHECK (id > 0);
CREATE TABLE app.parted (id integer, k integer, CONSTRAINT parted_key PRIMARY KEY (id, k), CONSTRAINT parted_check CHECK (id > k)) PARTITION BY RANGE (k);
CREATE TABLE app.parted_1 PARTITION OF app.parted FOR VALUES FROM (1) TO (2);
ALTER TABLE app.parted ADD CONSTRAINT parted_fk FOREIGN KEY (id) REFERENCES app.target ON DELETE CASCADE;
CREATE TABLE app.refers_to_parted (id integer, k integer, FOREIGN KEY (id, k) REFERENCES app.parted);
