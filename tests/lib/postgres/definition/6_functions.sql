CREATE FUNCTION app.none() RETURNS void LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.named(a integer, "B b" text, "user" app.mood) RETURNS text LANGUAGE sql STABLE STRICT AS $x$ SELECT "B b" $x$;
CREATE FUNCTION app.unnamed(integer, text[], numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $3';
CREATE FUNCTION app.defaults(a integer DEFAULT 1, b text DEFAULT 'it''s', c app.mood DEFAULT 'ok', d timestamptz DEFAULT now(), e integer[] DEFAULT '{1,2}', f text DEFAULT NULL) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.variadic_one(a text, VARIADIC b integer[] DEFAULT '{}') RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.variadic_any(VARIADIC "any") RETURNS integer LANGUAGE internal AS 'pg_num_nulls';
CREATE FUNCTION app.outs(IN a integer, OUT b integer, INOUT c text, OUT "D d" app.addr) LANGUAGE sql AS $$ SELECT 1, c, NULL::app.addr $$;
CREATE FUNCTION app.one_out(OUT result integer) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.table_of(n integer) RETURNS TABLE(a integer, "B" app.mood, c numeric) LANGUAGE sql ROWS 7 COST 12.5 AS $$ SELECT 1, 'ok'::app.mood, 1.0 $$;
CREATE FUNCTION app.set_of() RETURNS SETOF app.plain LANGUAGE sql PARALLEL SAFE AS 'SELECT * FROM app.plain';
CREATE FUNCTION app.set_of_text() RETURNS SETOF text LANGUAGE plpgsql PARALLEL RESTRICTED SECURITY DEFINER LEAKPROOF ROWS 1 AS $$ BEGIN RETURN; END $$;
CREATE FUNCTION app.typed_by(a app.plain.id%TYPE, b app."Order Line") RETURNS app."Order Line" LANGUAGE sql AS 'SELECT b';
CREATE FUNCTION app.poly(anyelement, anyarray) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION app.quoted() RETURNS text LANGUAGE sql AS $x$ SELECT '$function$' || $function$ $function$ || '\' || 'it''s' $x$;
CREATE FUNCTION app.quoted_more() RETURNS text LANGUAGE sql AS $x$ SELECT $functionx$ $functionx$ || '$function$' || '$functionx' $x$;
CREATE FUNCTION app.lines() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  a integer := 1;  -- größe
BEGIN

  RETURN a;
END;
$$;
CREATE FUNCTION app.settings() RETURNS integer LANGUAGE sql SET TimeZone = 'UTC' SET "app.setting" = 'it''s \ here' SET search_path = app, "Odd Schema", pg_temp SET work_mem = '8MB' AS 'SELECT 1';
CREATE FUNCTION app.no_path() RETURNS integer LANGUAGE sql SET search_path = '' AS 'SELECT 1';
CREATE FUNCTION app.user_path() RETURNS integer LANGUAGE sql SET enable_seqscan TO off SET search_path = "$user", public AS 'SELECT 1';
CREATE FUNCTION app.list_setting() RETURNS integer LANGUAGE sql SET DateStyle = 'ISO, DMY' SET temp_tablespaces = '' AS 'SELECT 1';
CREATE FUNCTION app.internal_one(text) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'textlen';
CREATE FUNCTION app.internal_cost(text) RETURNS integer LANGUAGE internal COST 3 AS 'textlen';
CREATE FUNCTION app.supported(integer, integer) RETURNS SETOF integer LANGUAGE internal SUPPORT pg_catalog.generate_series_int4_support AS 'generate_series_int4';
CREATE FUNCTION app.cheap() RETURNS integer LANGUAGE sql COST 0.0025 AS 'SELECT 1';
CREATE FUNCTION app.dear() RETURNS SETOF integer LANGUAGE sql COST 120000000 ROWS 10000000 AS 'SELECT 1';
CREATE FUNCTION app.windowed(anyelement) RETURNS anyelement LANGUAGE internal WINDOW IMMUTABLE AS 'window_first_value';
CREATE FUNCTION app."Upper ""Case"""("a.b" integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION "Odd Schema"."f(integer)"(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.f(text) RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION app.f("Odd Schema"."Type, odd", app."Mood.2"[]) RETURNS integer LANGUAGE sql AS 'SELECT 3';
CREATE FUNCTION app.f() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION app.precision(time with time zone, timestamp, bit varying, "char", character varying) RETURNS double precision LANGUAGE sql AS 'SELECT 1.0::float8';
CREATE PROCEDURE app.proc() LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE app.proc_full(IN a integer, INOUT b text DEFAULT 'x', VARIADIC c integer[] DEFAULT NULL) LANGUAGE plpgsql SECURITY DEFINER SET work_mem = '1MB' AS $$ BEGIN b := '$procedure$'; END $$;

CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE AGGREGATE app.everything(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, SSPACE = 256, FINALFUNC = numeric_avg, FINALFUNC_MODIFY = READ_ONLY,
  COMBINEFUNC = numeric_avg_combine, SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize,
  MSFUNC = numeric_avg_accum, MINVFUNC = numeric_accum_inv, MSTYPE = internal, MSSPACE = 128, MFINALFUNC = numeric_avg, PARALLEL = SAFE);
CREATE AGGREGATE app."Counted"(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE app.smallest(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = <);
CREATE AGGREGATE app.listed(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
CREATE AGGREGATE app.percentile(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE);
