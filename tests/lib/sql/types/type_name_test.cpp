#include <doctest/doctest.h>

#include "core/format.hpp"
#include "sample_source.hpp"
#include "server_words.hpp"
#include "sql/failure.hpp"
#include "sql/parse.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::tests {

namespace {

using namespace sql;

const SampleSource sample_source;

constexpr const char* names[] = {
    "integer",
    "int",
    "int8",
    "varchar",
    "varchar(20)",
    "char",
    "char(3)",
    "\"char\"",
    "bpchar",
    "bpchar(4)",
    "character varying(7)[]",
    "numeric",
    "numeric(10)",
    "numeric(10,2)",
    "numeric(3,-2)",
    "numeric(2,5)",
    "decimal(8,3)",
    "bit",
    "bit(8)",
    "bit varying",
    "varbit(5)[]",
    "time",
    "time(3)",
    "time with time zone",
    "timetz(2)",
    "timestamp",
    "timestamp(0)",
    "timestamptz",
    "timestamp(6) with time zone",
    "timestamptz(9)",
    "interval",
    "interval(3)",
    "interval year",
    "interval day to second(3)",
    "interval hour to minute",
    "interval second(2)",
    "text[][]",
    "int4[3]",
    "mood",
    "mood[]",
    "s2.mood",
    "posint",
    "email[]",
    "address",
    "\"Customer\"",
    "\"Customer\"[]",
    "float_range",
    "_mood",
    "_int4",
    "public.posint",
    "pg_catalog.int4",
    "pg_catalog.bpchar",
    "json",
    "jsonb",
    "uuid",
    "xml",
    "point",
    "name",
    "oid",
    "regclass",
    "oidvector",
    "int2vector[]",
    "tsvector",
    "daterange",
    "int4range[]",
    "money",
    "inet",
    "pg_lsn",
    "information_schema.sql_identifier",
    "pg_catalog.pg_class",
    "float",
    "float(3)",
    "float(30)",
    "real",
    "double precision",
    "dec",
    "national character varying(3)",
    "nchar(4)",
    "boolean",
    "bool[]",
    // What is refused.
    "nothing",
    "nothing[]",
    "nowhere.mood",
    "public.nothing",
    "varchar(0)",
    "varchar(10485761)",
    "char(0)",
    "bit(0)",
    "numeric(0)",
    "numeric(1001)",
    "numeric(10,1001)",
    "numeric(1,2,3)",
    "int4(3)",
    "mood(1)",
    "text(3)",
    "varchar(1,2)",
    "varchar(x)",
    "varchar('3')",
    "posint(3)",
    "date(3)",
    "pg_catalog.varchar(3)",
    "\"interval\"",
    "pg_catalog.bit(0)",
};

}  // namespace

TEST_CASE("names of types mean and print what they do on the server") {
  for_each_server([](const PostgresServer& server) {
    ServerWords words(server);
    words.run("CREATE TEMP TABLE t (); SET search_path = public, s2");
    TypeScope scope;
    scope.version = server.version();
    scope.source = &sample_source;
    scope.path = {"pg_catalog", "public", "s2"};
    std::vector<std::string> casts;
    for (const char* const name : names) casts.push_back(core::format("CAST(NULL AS {})", name));
    const std::vector<std::string> theirs = words.types_of(casts);
    REQUIRE(theirs.size() == casts.size());
    for (std::size_t i = 0; i < casts.size(); ++i) {
      CAPTURE(scope.version);
      CAPTURE(casts[i]);
      const ParseResult parsed = parse("SELECT " + casts[i]);
      if (!parsed.sqlstate.empty()) {
        CHECK(parsed.sqlstate == theirs[i].substr(0, 5));
        continue;
      }
      const Node type_name = parsed.ast.root()["targetList"].at(0)["val"]["typeName"];
      std::string ours;
      try {
        const TypeRef type = resolve_type_name(scope, type_name);
        ours = "type: " + display_type(scope, type);
        CHECK(parse_type(scope, format_type(scope, type)) == type);
      } catch (const Failure& failure) {
        ours = failure.sqlstate + ": " + failure.message;
      }
      CHECK(ours == theirs[i]);
    }
  });
}

}  // namespace plumbline::tests
