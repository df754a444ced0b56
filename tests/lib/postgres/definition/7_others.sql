CREATE FUNCTION app.mood_to_text(app.mood) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT 1::text';
CREATE FUNCTION app.addr_to_text(app.addr, integer, boolean) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT 1::text';
CREATE FUNCTION app.text_same(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION app.text_same_not(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
CREATE FUNCTION app.negate(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT -$1';
CREATE CAST (app.mood AS text) WITH FUNCTION app.mood_to_text(app.mood) AS ASSIGNMENT;
CREATE CAST (app.addr AS text) WITH FUNCTION app.addr_to_text(app.addr, integer, boolean);
CREATE CAST (app.addr AS json) WITH INOUT AS IMPLICIT;
CREATE CAST ("Odd Schema"."Type, odd" AS text) WITH INOUT;
CREATE OPERATOR app.=== (FUNCTION = app.text_same, LEFTARG = text, RIGHTARG = text, COMMUTATOR = OPERATOR(app.===), NEGATOR = OPERATOR(app.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR app.!== (FUNCTION = app.text_same_not, LEFTARG = text, RIGHTARG = text, NEGATOR = OPERATOR(app.===));
CREATE OPERATOR "Odd Schema".<=> (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR app.!!! (FUNCTION = app.negate, RIGHTARG = integer);
CREATE OPERATOR CLASS app.reversed FOR TYPE integer USING btree AS
  OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 btint4cmp(integer, integer);
CREATE OPERATOR FAMILY app."Family" USING btree;
CREATE OPERATOR CLASS app."Class" FOR TYPE bigint USING btree FAMILY app."Family" AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint8cmp(bigint, bigint);
ALTER OPERATOR FAMILY app."Family" USING btree ADD OPERATOR 1 < (bigint, integer), FUNCTION 1 (bigint, integer) btint84cmp(bigint, integer);
CREATE OPERATOR CLASS app.pointed DEFAULT FOR TYPE app.mood USING hash AS OPERATOR 1 = (anyenum, anyenum), FUNCTION 1 hashenum(anyenum);
CREATE OPERATOR CLASS app.stored FOR TYPE point USING gist AS STORAGE box,
  OPERATOR 15 <->(point, point) FOR ORDER BY float_ops, OPERATOR 1 <<(point, point),
  FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
  FUNCTION 3 gist_point_compress(internal), FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal),
  FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 8 gist_point_distance(internal, point, smallint, oid, internal);
CREATE INDEX reversed_idx ON app.wide (a app.reversed, b app.reversed DESC);
CREATE INDEX class_idx ON app.plain (((id)::bigint) app."Class");
CREATE TABLE app.excluded (a text, CONSTRAINT own_operator EXCLUDE USING btree (a WITH =));
CREATE CONVERSION app.conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE DEFAULT CONVERSION "Odd Schema"."Conv" FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE TEXT SEARCH PARSER app.parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE app."Template" (LEXIZE = dsimple_lexize, INIT = dsimple_init);
CREATE TEXT SEARCH DICTIONARY app.dictionary (TEMPLATE = simple, ACCEPT = false, STOPWORDS = english);
CREATE TEXT SEARCH DICTIONARY app."Dict" (TEMPLATE = app."Template");
CREATE TEXT SEARCH CONFIGURATION app.configuration (COPY = simple);
CREATE TEXT SEARCH CONFIGURATION app."Conf" (PARSER = app.parser);
ALTER TEXT SEARCH CONFIGURATION app."Conf" ADD MAPPING FOR asciiword, word WITH app.dictionary, english_stem;
CREATE LANGUAGE odd HANDLER plpgsql_call_handler;
CREATE TRUSTED LANGUAGE "Odd Two" HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE ACCESS METHOD heap_two TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD "Tree" TYPE INDEX HANDLER bthandler;
CREATE TABLE app.on_heap_two (id integer) USING heap_two;
CREATE USER MAPPING FOR definition_a SERVER near;
CREATE USER MAPPING FOR PUBLIC SERVER "Far Away";
CREATE PUBLICATION p_empty;
CREATE PUBLICATION "P all" FOR ALL TABLES;
CREATE PUBLICATION p_tables FOR TABLE app.plain, ONLY app.watched;
ALTER DEFAULT PRIVILEGES FOR ROLE definition_a GRANT SELECT, INSERT ON TABLES TO PUBLIC, "Definition B";
ALTER DEFAULT PRIVILEGES FOR ROLE definition_a REVOKE DELETE ON TABLES FROM definition_a;
ALTER DEFAULT PRIVILEGES FOR ROLE definition_a REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE "Definition B" IN SCHEMA "Odd Schema" GRANT ALL ON SEQUENCES TO definition_a WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE "Definition B" GRANT USAGE ON SCHEMAS TO definition_a;
CREATE TABLE app.compressed_parts (a text, b integer) PARTITION BY LIST (b);
CREATE TABLE app.compressed_part PARTITION OF app.compressed_parts FOR VALUES IN (1);
ALTER TABLE app.compressed_part ALTER a SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW app.stored ALTER note SET STORAGE PLAIN;
ALTER MATERIALIZED VIEW app.stored ALTER id SET STATISTICS 12;
CREATE TYPE app.base;
CREATE FUNCTION app.base_in(cstring) RETURNS app.base LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION app.base_out(app.base) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE app.base (INPUT = app.base_in, OUTPUT = app.base_out, INTERNALLENGTH = 4, PASSEDBYVALUE, DEFAULT = '42', CATEGORY = 'N', DELIMITER = ';');
CREATE FUNCTION app.addr_from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION app.addr_to_sql(internal) RETURNS app.addr LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE TRANSFORM FOR app.addr LANGUAGE "Odd Two" (FROM SQL WITH FUNCTION app.addr_from_sql(internal), TO SQL WITH FUNCTION app.addr_to_sql(internal));
CREATE TRANSFORM FOR app.mood LANGUAGE plpgsql (FROM SQL WITH FUNCTION app.addr_from_sql(internal));
CREATE FUNCTION app.transformed(app.mood) RETURNS integer TRANSFORM FOR TYPE app.mood LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE SUBSCRIPTION "S one" CONNECTION 'dbname=nowhere' PUBLICATION p_one, "P two" WITH (connect = false, slot_name = 'other');
CREATE SUBSCRIPTION s_two CONNECTION 'dbname=nowhere' PUBLICATION p_one WITH (connect = false, slot_name = NONE);
