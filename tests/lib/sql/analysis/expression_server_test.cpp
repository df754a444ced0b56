/// Expressions as a real server prints or refuses them, and as the analysis does. Each one is tried
/// in several places.
#include "sql/analysis/expression.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "expressions.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/target.hpp"
#include "sql/parse.hpp"
#include "support/session.hpp"
#include "support/shared_server.hpp"
#include "system/large_stack.hpp"

using namespace plumbline;

namespace {

struct Asked {
  std::string_view place;
  sql::Place kind;
  std::string_view statement;  // $$ stands for the expression
  std::string_view answer;     // a query that gives the text
};

constexpr Asked places[] = {
    {"check", sql::Place::check, "ALTER TABLE t ADD CONSTRAINT x CHECK ($$)",
     "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = 'x'"},
    {"default text", sql::Place::default_, "ALTER TABLE t ALTER d SET DEFAULT $$",
     "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'public.t'::regclass AND "
     "adnum = 9"},
    {"index", sql::Place::index_expression, "CREATE INDEX x ON t (($$))",
     "SELECT pg_get_expr(indexprs, indrelid) FROM pg_index WHERE indexrelid = "
     "'public.x'::regclass"},
    {"policy", sql::Place::policy, "CREATE POLICY x ON t USING ($$)",
     "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polname = 'x'"},
};

std::string clean(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string replaced(std::string_view statement, std::string_view expression) {
  std::string text(statement);
  text.replace(text.find("$$"), 2, expression);
  return text;
}

std::string ours(sql::Session& session, const Asked& asked, const std::string& expression) {
  const std::string text = "SELECT " + expression;
  const sql::ParseResult parsed = sql::parse(text);
  if (!parsed.sqlstate.empty()) return parsed.sqlstate;
  const sql::Node node = parsed.ast.root()["targetList"].at(0)["val"];
  sql::Scope scope;
  scope.relation = session.relation(sql::parse("TABLE t").ast.root()["fromClause"].at(0));
  std::string_view target;
  if (asked.kind == sql::Place::default_) target = "text";
  try {
    const sql::Expression result =
        sql::analyze_expression(session, node, scope, asked.kind, target);
    if (!result.is_exact) return "unknown (not exact): " + result.text;
    return result.text;
  } catch (const sql::Failure& failure) {
    return failure.sqlstate;
  } catch (const sql::Unknown& unknown) {
    return "unknown: " + unknown.why;
  }
}

}  // namespace

TEST_CASE("expressions are printed and refused as by the server") {
  const tests::PostgresServer* const server = tests::shared_server();
  if (server == nullptr) return;
  server->create_database("expressions");
  server->run_sql("expressions", tests::expression_tables());
  tests::Session session(server->uri("expressions"));
  Target target = Target::open(server->uri("expressions"));
  const Schema schema = capture_schema(target, {});
  sql::Catalog catalog(schema);
  sql::Session ours_session(catalog, "postgres", true);
  int right = 0;
  int unknown = 0;
  system::run_on_large_stack([&] {
    for (const std::string& expression : tests::expressions()) {
      for (const Asked& asked : places) {
        session.run("BEGIN");
        const auto outcome = session.try_run(replaced(asked.statement, expression));
        const std::string real = outcome.sqlstate.empty()
                                     ? clean(session.run("SET LOCAL search_path = pg_catalog; " +
                                                         std::string(asked.answer)))
                                     : outcome.sqlstate;
        // Just a column.
        if (real.empty() && asked.kind == sql::Place::index_expression) {
          session.run("ROLLBACK");
          continue;
        }
        session.run("ROLLBACK");
        const std::string here = ours(ours_session, asked, expression);
        if (here.starts_with("unknown")) {
          ++unknown;
          MESSAGE(asked.place << " | " << expression << " | " << here << " | " << real);
          continue;
        }
        INFO(asked.place << " | " << expression << " | " << outcome.message);
        CHECK(here == real);
        right += here == real ? 1 : 0;
      }
    }
  });
  MESSAGE("right " << right << ", unknown " << unknown);
}
