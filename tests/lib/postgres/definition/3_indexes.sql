CREATE TABLE app.wide (
  a integer, b integer, c text, d text, e timestamptz, f jsonb, g tsvector, h int4range, i inet, j point, k integer[], "user" integer,
  "L.m" text, "n""o" text, p app.mood, q box, r uuid, s numeric, t app.addr, u varchar(9), v boolean);
CREATE INDEX plain_idx ON app.wide (a);
CREATE INDEX "Upper Name" ON app.wide (a, b);
CREATE INDEX "select" ON app.wide ("user");
CREATE INDEX "dot.ted" ON app.wide ("L.m", "n""o");
CREATE INDEX "quo""te" ON app.wide (a);
CREATE UNIQUE INDEX uniq ON app.wide (a);
CREATE UNIQUE INDEX uniq_include ON app.wide (a, b) INCLUDE (c, "user");
CREATE INDEX descending ON app.wide (a DESC);
CREATE INDEX nulls_first ON app.wide (a NULLS FIRST, b DESC NULLS LAST, c DESC NULLS FIRST, d ASC NULLS LAST);
CREATE INDEX collated ON app.wide (c COLLATE "C", d COLLATE "POSIX" DESC);
CREATE INDEX collated_own ON app.wide (c COLLATE app.plain text_pattern_ops);
CREATE INDEX pattern ON app.wide (c text_pattern_ops, u varchar_pattern_ops NULLS FIRST);
CREATE INDEX expression ON app.wide ((a + b));
CREATE INDEX expression_function ON app.wide (lower(c));
CREATE INDEX expression_mixed ON app.wide (a, lower(c) COLLATE "C" text_pattern_ops DESC, (a || 'x'), b);
CREATE INDEX expression_own ON app.wide (app.twice(a), ("select"."from"(b) + 1));
CREATE INDEX expression_cast ON app.wide ((f ->> 'it''s'), ((f -> 'n')::text), (f #>> '{a,b}'));
CREATE INDEX expression_field ON app.wide (((t).street));
CREATE INDEX expression_coalesce ON app.wide (coalesce(c, 'none'), (CASE WHEN v THEN a ELSE b END));
CREATE INDEX expression_null ON app.wide ((c IS NULL));
CREATE INDEX expression_bracket ON app.wide ((c || '),('), (d || '"'));
CREATE INDEX partial ON app.wide (a) WHERE b > 1;
CREATE INDEX partial_long ON app.wide (a) WHERE b > 1 AND c = 'it''s' OR NOT v;
CREATE INDEX partial_expression ON app.wide ((a * 2)) WHERE lower(c) = 'x' AND p = 'ok';
CREATE UNIQUE INDEX partial_unique ON app.wide (a) INCLUDE (b) WITH (fillfactor = 40) WHERE v;
CREATE INDEX options ON app.wide (a) WITH (fillfactor = 77);
CREATE INDEX hashed ON app.wide USING hash (c) WITH (fillfactor = 33);
CREATE INDEX gin_jsonb ON app.wide USING gin (f);
CREATE INDEX gin_path ON app.wide USING gin (f jsonb_path_ops) WITH (fastupdate = off, gin_pending_list_limit = 128);
CREATE INDEX gin_array ON app.wide USING gin (k, g);
CREATE INDEX gin_expression ON app.wide USING gin (to_tsvector('english', c));
CREATE INDEX gist_range ON app.wide USING gist (h, j, q) INCLUDE (a) WITH (buffering = on);
CREATE INDEX gist_inet ON app.wide USING gist (i inet_ops);
CREATE INDEX spgist_text ON app.wide USING spgist (c) WITH (fillfactor = 44);
CREATE INDEX spgist_kd ON app.wide USING spgist (j kd_point_ops);
CREATE INDEX brin_many ON app.wide USING brin (a, e, s) WITH (autosummarize = on, pages_per_range = 16);
CREATE INDEX row_index ON app.wide (t);
CREATE INDEX with_statistics ON app.wide ((a + b + 1), (a - b));
ALTER INDEX app.with_statistics ALTER COLUMN 1 SET STATISTICS 250;
CREATE INDEX stored_idx ON app.stored (note text_pattern_ops) WHERE id > 1;
CREATE UNIQUE INDEX ON app.stored (id);
CREATE INDEX event_at ON app.event (at DESC) INCLUDE (id);
CREATE INDEX event_only ON ONLY app.event (id);
CREATE INDEX list_v ON app.by_list (v, (v + 1));
CREATE INDEX "Odd" ON app."Order Line" ("größe", "x.y", "a""b" COLLATE "C", "select");
CREATE INDEX "größe" ON app."Order Line" (("größe" + 1)) WHERE "größe" > 0;
CREATE TABLE app.clustered (id integer NOT NULL, b integer);
CREATE UNIQUE INDEX clustered_u ON app.clustered (id);
ALTER TABLE app.clustered CLUSTER ON clustered_u;
ALTER TABLE app.clustered REPLICA IDENTITY USING INDEX clustered_u;

-- Every operator class that the server has, default or not, on a column of its type.
CREATE SCHEMA classes;
DO $$
DECLARE
  class record;
  of_type text;
BEGIN
  FOR class IN
    SELECT c.oid, opcname, amname, opcintype FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
    WHERE opcnamespace = 'pg_catalog'::regnamespace ORDER BY amname, opcname
  LOOP
    of_type := CASE class.opcintype::regtype::text
      WHEN 'anyarray' THEN 'integer[]' WHEN 'anyenum' THEN 'app.mood' WHEN 'anyrange' THEN 'int4range'
      WHEN 'anymultirange' THEN 'int4multirange' WHEN 'record' THEN 'app.addr'
      ELSE class.opcintype::regtype::text END;
    BEGIN
      EXECUTE format('CREATE TABLE classes.%I (c %s, d %s)', class.amname || class.oid, of_type, of_type);
      EXECUTE format('CREATE INDEX ON classes.%I USING %I (c %I)', class.amname || class.oid, class.amname, class.opcname);
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
  END LOOP;
END $$;

-- Every pair of order and collation.
DO $$
DECLARE
  direction text;
  nulls text;
  collation_name text;
  class text;
  number integer := 0;
BEGIN
  CREATE TABLE app.ordered (a text, b text);
  FOREACH direction IN ARRAY ARRAY['', 'ASC', 'DESC'] LOOP
    FOREACH nulls IN ARRAY ARRAY['', 'NULLS FIRST', 'NULLS LAST'] LOOP
      FOREACH collation_name IN ARRAY ARRAY['', 'COLLATE "C"', 'COLLATE app.parted'] LOOP
        FOREACH class IN ARRAY ARRAY['', 'text_ops', 'text_pattern_ops'] LOOP
          number := number + 1;
          EXECUTE format('CREATE INDEX order_%s ON app.ordered (b, a %s %s %s %s)', number, collation_name, class, direction, nulls);
          EXECUTE format('CREATE INDEX order_x%s ON app.ordered (lower(a) %s %s %s %s)', number, collation_name, class, direction, nulls);
        END LOOP;
      END LOOP;
    END LOOP;
  END LOOP;
END $$;

CREATE STATISTICS app.all_kinds ON a, b FROM app.wide;
CREATE STATISTICS app."Some Kinds" (dependencies, ndistinct) ON b, a, "user" FROM app.wide;
CREATE STATISTICS "Odd Schema".mcv_only (mcv) ON c, d FROM app.wide;
