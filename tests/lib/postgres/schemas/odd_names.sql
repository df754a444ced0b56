-- @base
-- Names that need quotes, look like something else, or are as long as a name can be.
CREATE SCHEMA "odd.Names";
CREATE SCHEMA "select";
CREATE SCHEMA "with ""quotes""";
CREATE TYPE "odd.Names"."Mood,s" AS ENUM ('it''s', 'back\slash', '', 'ünïcode', '"quoted"');
CREATE TYPE "odd.Names"."co(m)" AS ("a b" text, "C,d" "odd.Names"."Mood,s");
CREATE DOMAIN "odd.Names"."do main" AS "odd.Names"."Mood,s"[] CONSTRAINT "che ck" CHECK (VALUE <> '{}');
CREATE TABLE "odd.Names"."tab""le" (
  "order" integer PRIMARY KEY,
  "UPPER" text DEFAULT 'a''b\c' NOT NULL,
  "sp ace" "odd.Names"."Mood,s" DEFAULT 'it''s',
  "dot.ted" "odd.Names"."co(m)",
  "ünïcode" "odd.Names"."do main",
  "1st" text COLLATE "C" CHECK ("1st" <> E'new\nline' AND "UPPER" <> ''),
  "$d$" text GENERATED ALWAYS AS ("UPPER" || '$d$') STORED,
  "user" name DEFAULT CURRENT_USER,
  a23456789012345678901234567890123456789012345678901234567890123 int,
  CONSTRAINT "con.straint ""q""" UNIQUE ("sp ace", "UPPER")
);
CREATE INDEX "in dex" ON "odd.Names"."tab""le" (("UPPER" || "1st"), "order" DESC) WHERE "user" = 'x';
CREATE TABLE "select"."table" ("from" integer REFERENCES "odd.Names"."tab""le" ("order") ON DELETE CASCADE);
ALTER TABLE "select"."table" ADD COLUMN "where" "odd.Names"."tab""le"[];
CREATE TABLE "select"."Table" (LIKE "select"."table");
CREATE VIEW "with ""quotes"""."vi.ew" AS SELECT t."order" AS "a.b", t."UPPER" AS "c""d", (t."dot.ted")."a b" FROM "odd.Names"."tab""le" t;
CREATE FUNCTION "odd.Names"."fun(c)"("a b" "odd.Names"."Mood,s", "select"."table") RETURNS "odd.Names"."do main" LANGUAGE sql
  AS $f$ SELECT NULL::"odd.Names"."do main" /* $$ ' " \ */ $f$;
CREATE FUNCTION "odd.Names"."trig ger"() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$ SET search_path = "odd.Names", "with ""quotes""", public;
CREATE TRIGGER "tri.gger" BEFORE UPDATE OF "UPPER", "sp ace" ON "odd.Names"."tab""le" FOR EACH ROW EXECUTE FUNCTION "odd.Names"."trig ger"('it''s', 'a\b', 'c\000d', '');
CREATE POLICY "po licy" ON "odd.Names"."tab""le" TO "pl odd""role" USING ("UPPER" = 'x');
CREATE RULE "ru le" AS ON DELETE TO "select"."Table" DO ALSO INSERT INTO "select"."table" VALUES (1, NULL);
CREATE SEQUENCE "select"."se.q" OWNED BY "select"."Table"."from";
CREATE FUNCTION "odd.Names"."s=me"("odd.Names"."Mood,s", "odd.Names"."Mood,s") RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR "select".<+> (LEFTARG = "odd.Names"."Mood,s", RIGHTARG = "odd.Names"."Mood,s", FUNCTION = "odd.Names"."s=me");
CREATE COLLATION "odd.Names"."col late" (lc_collate = 'C', lc_ctype = 'C');
CREATE TABLE "select".parts ("k 1" int, "k.2" text COLLATE "odd.Names"."col late") PARTITION BY RANGE ("k 1", lower("k.2"));
CREATE TABLE "select"."parts 1" PARTITION OF "select".parts FOR VALUES FROM (1, 'it''s') TO (MAXVALUE, MAXVALUE);
CREATE SEQUENCE "odd.Names"."s'e\q""";
CREATE TABLE "select"."defaults" (
  "a" serial, "b" bigserial, "c" smallserial,
  "d" integer DEFAULT nextval('"odd.Names"."s''e\q"""'),
  "e" text DEFAULT 'n' || nextval('"odd.Names"."s''e\q"""'),
  "f" bigint DEFAULT nextval('"odd.Names"."s''e\q"""') + nextval('"select"."se.q"'),
  "g" bigint DEFAULT currval('"select"."se.q"'),
  "h" regclass DEFAULT '"select"."se.q"',
  "i" text DEFAULT 'same', "j" text DEFAULT 'same', "k" varchar(3) DEFAULT 'same', "l" "char" DEFAULT 's',
  "m" timestamptz DEFAULT now(), "n" timestamptz DEFAULT CURRENT_TIMESTAMP, "o" timestamp DEFAULT now(), "p" date DEFAULT CURRENT_DATE,
  "q" numeric DEFAULT 0, "r" numeric DEFAULT 0.0, "s" integer[] DEFAULT '{1,2}', "t" integer[] DEFAULT ARRAY[1, 2], "u" boolean DEFAULT (1 < 2),
  "v" integer DEFAULT -1, "w" integer DEFAULT NULL, "x" interval DEFAULT '1 day', "y" json DEFAULT '{"a": ":location 7 {VAR "}',
  "z" json DEFAULT '{"a": ":location 8 {VAR "}'
);
COMMENT ON COLUMN "odd.Names"."tab""le"."sp ace" IS E'it''s\na "comment" with \\ and ünïcode';
COMMENT ON TABLE "select"."table" IS '-- not a comment; DROP TABLE x;';
GRANT SELECT, INSERT ("from") ON "select"."table" TO "pl odd""role" WITH GRANT OPTION;
ALTER TABLE "select"."Table" OWNER TO "pl odd""role";
CREATE FOREIGN DATA WRAPPER "wrap per" OPTIONS ("Opt ion" 'it''s', "b.c" 'a\b=c,d');
CREATE SERVER "ser.ver" FOREIGN DATA WRAPPER "wrap per";
CREATE USER MAPPING FOR "pl odd""role" SERVER "ser.ver" OPTIONS ("us er" 'x');
CREATE PUBLICATION "pub.lication" FOR TABLE "select"."table", "odd.Names"."tab""le";
