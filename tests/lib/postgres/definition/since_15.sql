CREATE UNIQUE INDEX not_distinct ON app.wide (a, b) INCLUDE (c) NULLS NOT DISTINCT WITH (fillfactor = 50) WHERE b > 0;
CREATE TABLE app.not_distinct_keys (a integer CONSTRAINT nnd UNIQUE NULLS NOT DISTINCT, b integer, CONSTRAINT "Nnd 2" UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (b) DEFERRABLE);
ALTER TABLE app.rules ADD CONSTRAINT f_null_columns FOREIGN KEY (b, region) REFERENCES app.target (id, region) ON DELETE SET NULL (region);
ALTER TABLE app.rules ADD CONSTRAINT f_default_columns FOREIGN KEY (b, region) REFERENCES app.target (id, region) ON UPDATE CASCADE ON DELETE SET DEFAULT (region, b) DEFERRABLE;
CREATE UNLOGGED SEQUENCE app.unlogged_seq;
CREATE VIEW app.invoker WITH (security_invoker = true) AS SELECT id FROM app.plain;
CREATE PUBLICATION p_filters FOR TABLE app.plain (id) WHERE (id > 1), TABLE app."Order Line" WHERE ("größe" > 1 AND "Id" < 5);
CREATE PUBLICATION p_schemas FOR TABLES IN SCHEMA app, "Odd Schema", TABLE "Odd Schema"."Target";
