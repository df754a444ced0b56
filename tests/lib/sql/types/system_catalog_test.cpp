#include "sql/types/system_catalog.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/format.hpp"
#include "sql/types/routine.hpp"
#include "sql/types/type_name.hpp"
#include "support/shared_server.hpp"

namespace plumbline::tests {

namespace {

using namespace sql;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

TypeScope scope_of(int version) {
  TypeScope scope;
  scope.version = version;
  return scope;
}

}  // namespace

TEST_CASE("the system's relations have the columns that the server gives them") {
  for_each_server([](const PostgresServer& server) {
    const TypeScope scope = scope_of(server.version());
    const std::string answer = server.run_sql("postgres", R"sql(
SELECT n.nspname || '.' || c.relname || ':' ||
  string_agg(a.attname || ' ' || format_type(a.atttypid, NULL) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END, ',' ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v') GROUP BY n.nspname, c.relname)sql");
    for (const std::string& theirs : lines_of(answer)) {
      const std::size_t dot = theirs.find('.');
      const std::size_t colon = theirs.find(':');
      const auto relation = find_system_relation(
          theirs.substr(0, dot), theirs.substr(dot + 1, colon - dot - 1), scope.version);
      CAPTURE(scope.version);
      CAPTURE(theirs);
      REQUIRE(relation);
      std::string ours = theirs.substr(0, colon + 1);
      for (const SystemColumn& column : relation->columns) {
        if (ours.back() != ':') ours += ',';
        ours += core::format("{} {}{}", column.name, display_type(scope, column.type),
                             column.not_null ? " not null" : "");
      }
      CHECK(ours == theirs);
    }
  });
}

TEST_CASE("the system's functions are those of the server") {
  for_each_server([](const PostgresServer& server) {
    const TypeScope scope = scope_of(server.version());
    const std::string answer = server.run_sql("postgres", R"sql(
SELECT proname || ' ' || CASE WHEN prokind = 'a' THEN (SELECT CASE aggkind WHEN 'n' THEN 'a' ELSE aggkind::text END FROM pg_aggregate WHERE aggfnoid = p.oid)
    ELSE prokind::text END || provolatile::text || CASE WHEN proisstrict THEN 's' ELSE '-' END || CASE WHEN proretset THEN 'r' ELSE '-' END || pronargdefaults
  || ' ' || prorettype::int8 || ' ' || proargtypes::text
FROM pg_proc p WHERE pronamespace = 'pg_catalog'::regnamespace AND prorettype < 10000 AND NOT EXISTS (SELECT FROM unnest(proargtypes) AS t WHERE t >= 10000))sql");
    std::size_t count = 0;
    for (const std::string& theirs : lines_of(answer)) {
      const std::size_t space = theirs.find(' ');
      const bool is_there = [&] {
        for (const FunctionInfo& function :
             functions_in(scope, "pg_catalog", theirs.substr(0, space))) {
          std::string ours =
              core::format("{} {}{}{}{}{} {} ", function.name, function.kind, function.volatility,
                           function.strict ? 's' : '-', function.returns_set ? 'r' : '-',
                           function.defaults, function.result);
          for (std::size_t i = 0; i < function.arguments.size(); ++i) {
            if (i != 0) ours += ' ';
            ours += std::to_string(function.arguments[i]);
          }
          if (ours == theirs) return true;
        }
        return false;
      }();
      CAPTURE(scope.version);
      CAPTURE(theirs);
      CHECK(is_there);
      ++count;
    }
    CHECK(count > 2500);
  });
}

TEST_CASE("an extension brings what it brings on the server") {
  for_each_server([](const PostgresServer& server) {
    const std::string there = server.run_sql(
        "postgres", "SELECT count(*) FROM pg_available_extensions WHERE name = 'hstore'");
    if (there.front() == '0') return;
    server.create_database("extensions");
    for (const std::string name : {"pgcrypto", "uuid-ossp", "citext", "pg_trgm", "hstore",
                                   "btree_gist", "unaccent", "ltree", "pg_stat_statements"}) {
      CAPTURE(server.version());
      CAPTURE(name);
      server.run_sql("extensions", "CREATE EXTENSION \"" + name + "\"");
      const auto facts = find_extension(name, server.version());
      REQUIRE(facts);
      const auto members = extension_members(name, server.version());
      const auto theirs = lines_of(server.run_sql(
          "extensions",
          "SELECT extversion || '|' || (SELECT count(*) FROM pg_depend d WHERE d.refobjid = e.oid "
          "AND deptype = 'e' AND classid = 'pg_proc'::regclass) || '|' || (SELECT count(*) FROM "
          "pg_depend d WHERE d.refobjid = e.oid AND deptype = 'e' AND classid = "
          "'pg_operator'::regclass) || '|' || (SELECT count(*) FROM pg_depend d WHERE d.refobjid = "
          "e.oid AND deptype = 'e' AND classid = 'pg_opclass'::regclass) FROM pg_extension e WHERE "
          "extname = '" +
              name + "'"));
      CHECK(core::format("{}|{}|{}|{}", facts->version, members.functions.size(),
                         members.operators.size(), members.classes.size()) == theirs.at(0));
    }
    server.run_sql("postgres", "DROP DATABASE extensions");
  });
}

}  // namespace plumbline::tests
