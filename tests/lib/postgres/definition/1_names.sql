-- Schemas, types and functions that everything else uses; names as odd as they come.
CREATE SCHEMA app;
CREATE SCHEMA "Odd Schema";
CREATE SCHEMA "select";
CREATE SCHEMA "a.b""c";
CREATE SCHEMA "größe";

CREATE TYPE app.mood AS ENUM ('sad', 'ok', 'it''s', 'back\slash', 'Ünï', '');
CREATE TYPE app."Mood.2" AS ENUM ('a');
CREATE TYPE app.empty_enum AS ENUM ();
CREATE TYPE app.addr AS (street text, "City" varchar(40) COLLATE "C", zip integer[], amount numeric(10,2));
CREATE TYPE app.nothing AS ();
CREATE TYPE "Odd Schema"."Type, odd" AS ("user" app.addr, "a""b" app.mood);
CREATE TYPE app.shell;
CREATE TYPE app.float_range AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE app."Range" AS RANGE (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);
CREATE DOMAIN app.positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN app.code AS varchar(8) COLLATE "C" DEFAULT 'x''y\z' NOT NULL
  CONSTRAINT "Is Upper" CHECK (VALUE = upper(VALUE)) CHECK (length(VALUE) > 1);
CREATE DOMAIN "Odd Schema".nested AS app.positive[] CHECK (array_length(VALUE, 1) < 4);
ALTER DOMAIN app.positive ADD CONSTRAINT later CHECK (VALUE < 1000000) NOT VALID;

CREATE COLLATION app.plain (provider = libc, locale = 'C');
CREATE COLLATION app.parted (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');

CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION "Odd Schema"."Touch ""it""" () RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION app.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION app.twice(i integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT i * 2';
CREATE FUNCTION "select"."from"(i integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT i';

CREATE SEQUENCE app.plain_seq;
CREATE SEQUENCE app."Seq of small" AS smallint INCREMENT BY -2 START WITH -3 MINVALUE -100 MAXVALUE -1 CACHE 7 CYCLE;
CREATE SEQUENCE app.int_seq AS integer MAXVALUE 99 START 5;
