/// What a restore must know of a statement.
#include "postgres/restore/dump_statement.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using plumbline::postgres::DumpKind;
using plumbline::postgres::DumpLock;
using plumbline::postgres::DumpStatement;
using plumbline::postgres::read_dump_statement;

/// "name=value roles/locks!", shared locks with a star.
std::string facts(const DumpStatement& statement) {
  std::string text = statement.name;
  if (!statement.value.empty()) text += '=' + statement.value;
  for (const std::string& role : statement.roles) text += " @" + role;
  for (const DumpLock& lock : statement.locks) text += (lock.is_shared ? " *" : " !") + lock.table;
  return text;
}

struct Row {
  std::string_view sql;
  DumpKind kind;
  const char* facts;
};

const Row rows[] = {
    {"CREATE TABLE public.\"Odd ; name\" (a int)", DumpKind::create_table, "public.Odd ; name"},
    {"CREATE UNLOGGED TABLE Public.T (a int)", DumpKind::create_table, "public.t"},
    {"CREATE FOREIGN TABLE public.f (a int) SERVER s", DumpKind::create_table, "public.f"},
    {"CREATE FOREIGN DATA WRAPPER w", DumpKind::other, ""},
    {"COPY public.t (a, \"from\") FROM stdin", DumpKind::copy_in, "public.t"},
    {"COPY s.\"Odd ; \"\"n\"\" \\. $$\" (\"a;b\", \"c\\\", d) FROM stdin", DumpKind::copy_in,
     "s.Odd ; \"n\" \\. $$"},
    {"COPY t FROM STDIN WITH (FORMAT csv)", DumpKind::copy_in, "t"},
    {"COPY t FROM '/etc/passwd'", DumpKind::copy_server, "t"},
    {"COPY t FROM PROGRAM 'id'", DumpKind::copy_server, "t"},
    {"COPY (SELECT a FROM t) TO '/tmp/a'", DumpKind::copy_server, ""},
    {"COPY t TO STDOUT", DumpKind::other, "t"},
    {"INSERT INTO t VALUES ('COPY t FROM stdin')", DumpKind::insert, ""},
    {"SET standard_conforming_strings = OFF", DumpKind::setting, "standard_conforming_strings=off"},
    {"SET client_encoding = 'UTF8'", DumpKind::setting, "client_encoding=utf8"},
    {"SET SESSION search_path TO public", DumpKind::setting, "search_path=public"},
    {"SELECT pg_catalog.set_config('search_path', '', false)", DumpKind::setting, "search_path"},
    {"SELECT pg_catalog.set_config('role', 'postgres', false)", DumpKind::authorization,
     "role=postgres"},
    {"SELECT pg_catalog.setval('public.s', 7, true)", DumpKind::other, ""},
    {"SET SESSION AUTHORIZATION 'app'", DumpKind::authorization, "app"},
    {"SET SESSION AUTHORIZATION DEFAULT", DumpKind::authorization, "default"},
    {"SET LOCAL ROLE \"App\"", DumpKind::authorization, "App"},
    {"RESET SESSION AUTHORIZATION", DumpKind::authorization, ""},
    {"RESET role", DumpKind::authorization, ""},
    {"BEGIN", DumpKind::transaction, "begin"},
    {"START TRANSACTION READ ONLY", DumpKind::transaction, "start"},
    {"CREATE DATABASE a WITH TEMPLATE = template0", DumpKind::create_database, ""},
    {"DROP DATABASE IF EXISTS a", DumpKind::database, ""},
    {"ALTER DATABASE a OWNER TO b", DumpKind::database, ""},
    {"COMMENT ON DATABASE a IS 'b'", DumpKind::database, "a"},
    {"GRANT CONNECT ON DATABASE a TO b", DumpKind::database, " @b"},
    {"CREATE ROLE a", DumpKind::cluster, ""},
    {"CREATE USER MAPPING FOR a SERVER s", DumpKind::other, ""},
    {"CREATE USER a", DumpKind::cluster, ""},
    {"ALTER SYSTEM SET a = b", DumpKind::cluster, ""},
    {"GRANT a TO b", DumpKind::cluster, " @b"},
    {"CREATE TABLESPACE a LOCATION '/'", DumpKind::cluster, ""},
    {"DROP OWNED BY a", DumpKind::cluster, ""},
    {"ALTER TABLE public.t OWNER TO \"The Owner\"", DumpKind::owner, " @The Owner"},
    {"ALTER FUNCTION public.f(a int) OWNER TO CURRENT_USER", DumpKind::owner, ""},
    {"GRANT SELECT(a),INSERT ON TABLE t TO a, GROUP b, PUBLIC WITH GRANT OPTION", DumpKind::grant,
     " @a @b"},
    {"REVOKE ALL ON SCHEMA public FROM PUBLIC", DumpKind::grant, ""},
    {"ALTER DEFAULT PRIVILEGES FOR ROLE a IN SCHEMA s GRANT SELECT ON TABLES TO b",
     DumpKind::default_acl, "a @a @b"},
    {"CREATE POLICY p ON public.t FOR SELECT TO a, b USING (true)", DumpKind::policy, " @a @b"},
    {"CREATE SCHEMA s AUTHORIZATION a", DumpKind::schema, " @a"},
    {"CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\" WITH SCHEMA ext", DumpKind::extension,
     "uuid-ossp=ext"},
    {"COMMENT ON EXTENSION hstore IS 'x'", DumpKind::extension_note, "hstore"},
    {"CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()", DumpKind::event_trigger, ""},
    {"COMMENT ON EVENT TRIGGER e IS 'x'", DumpKind::event_trigger, "e"},
    {"CREATE PUBLICATION p FOR ALL TABLES WITH (publish = 'insert')", DumpKind::publication, "p"},
    {"ALTER PUBLICATION p ADD TABLES IN SCHEMA s", DumpKind::publication, "p"},
    {"ALTER PUBLICATION p ADD TABLE ONLY public.t", DumpKind::other, ""},
    {"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false)",
     DumpKind::subscription, "s"},
    {"CREATE PUBLICATION p WITH (publish = 'insert')", DumpKind::other, "p"},
    {"CREATE INDEX i ON public.t USING btree (a)", DumpKind::index, " *public.t"},
    {"CREATE UNIQUE INDEX i ON ONLY public.t USING btree (a)", DumpKind::index, " *public.t"},
    {"CREATE INDEX CONCURRENTLY i ON public.t (a)", DumpKind::other, ""},
    {"ALTER TABLE ONLY public.t ADD CONSTRAINT p PRIMARY KEY (a)", DumpKind::constraint,
     " !public.t"},
    {"ALTER TABLE ONLY a.t ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b.u(y) ON DELETE CASCADE",
     DumpKind::constraint, " !a.t !b.u"},
    {"ALTER TABLE ONLY a.t ALTER COLUMN x SET DEFAULT 1", DumpKind::other, ""},
    {"ALTER TABLE ONLY a.t ALTER COLUMN x DROP DEFAULT", DumpKind::drop, ""},
    {"ALTER TABLE ONLY a.t DROP CONSTRAINT p", DumpKind::drop, ""},
    {"ALTER TABLE IF EXISTS ONLY a.t DROP CONSTRAINT p", DumpKind::other, ""},
    {"DROP TABLE a.t", DumpKind::drop, ""},
    {"SELECT pg_catalog.lo_unlink('4711')", DumpKind::drop, ""},
    {"DROP TABLE IF EXISTS a.t", DumpKind::other, ""},
    {"CREATE VIEW v AS SELECT 'GRANT'", DumpKind::other, ""},
};

}  // namespace

TEST_CASE("statements are told apart by their words") {
  for (const Row& row : rows) {
    CAPTURE(row.sql);
    const DumpStatement statement = read_dump_statement(row.sql);
    CHECK(static_cast<int>(statement.kind) == static_cast<int>(row.kind));
    CHECK(facts(statement) == row.facts);
  }
}

TEST_CASE("the schema public is known, as every database has one") {
  for (const char* sql : {"DROP SCHEMA public", "CREATE SCHEMA public",
                          "COMMENT ON SCHEMA public IS 'standard public schema'"})
    CHECK(read_dump_statement(sql).is_public_schema);
  for (const char* sql :
       {"DROP SCHEMA app", "CREATE SCHEMA \"Public\"", "COMMENT ON TABLE public IS 'x'"})
    CHECK_FALSE(read_dump_statement(sql).is_public_schema);
}
