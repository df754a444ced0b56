#include <doctest/doctest.h>

#include <random>

#include "core/format.hpp"
#include "core/schema/quote.hpp"
#include "sample_source.hpp"
#include "server_words.hpp"
#include "sql/failure.hpp"
#include "sql/types/operator.hpp"
#include "sql/types/routine.hpp"
#include "sql/types/system_tables.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::tests {

namespace {

using namespace sql;

const SampleSource sample_source;

TypeScope scope_of(int version) {
  TypeScope scope;
  scope.version = version;
  scope.source = &sample_source;
  scope.path = {"pg_catalog", "public", "s2"};
  return scope;
}

std::vector<TypeId> column_types(const TypeScope& scope) {
  std::vector<TypeId> found;
  for (const auto& row : system_tables::types()) {
    if (row.versions.has(scope.version) && row.id < 10000 && row.kind != 'p' && row.kind != 'c' &&
        row.category != 'A') {
      found.push_back(row.id);
      if (row.array != 0) found.push_back(row.array);
    }
  }
  for (TypeId id = SampleSource::mood; id <= SampleSource::big_posint; ++id) {
    found.push_back(id);
    found.push_back(id | array_bit);
  }
  return found;
}

void make_table(ServerWords& words, const TypeScope& scope, const std::vector<TypeId>& all) {
  std::string sql = "CREATE TEMP TABLE t (";
  for (const TypeId id : all) {
    if (sql.back() != '(') sql += ", ";
    sql += core::format("c{} {}", id, format_type(scope, {id, -1}));
  }
  words.run(sql + ")");
}

struct Question {
  std::string statement;
  std::string ours;  // "ok", an SQLSTATE with message, or "unknown"
};

void compare(int version, std::string_view what, const std::vector<Question>& questions,
             const std::vector<std::string>& theirs) {
  REQUIRE(theirs.size() == questions.size());
  std::size_t right = 0;
  std::size_t silent = 0;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (questions[i].ours == "unknown") {
      ++silent;
    } else if (questions[i].ours == theirs[i]) {
      ++right;
    } else if (++wrong <= 20) {
      FAIL_CHECK(core::format("{}: {}\n  ours   {}\n  server {}", version, questions[i].statement,
                              questions[i].ours, theirs[i]));
    }
  }
  CHECK(wrong == 0);
  MESSAGE(core::format("PostgreSQL {} {}: {} right, {} unknown, {} wrong", version, what, right,
                       silent, wrong));
}

template <typename Say>
std::string answer(Say say) {
  try {
    say();
    return "ok";
  } catch (const Failure& failure) {
    return failure.sqlstate + ": " + failure.message;
  } catch (const Unknown&) {
    return "unknown";
  }
}

std::vector<std::string> run_all(ServerWords& words, const std::vector<Question>& questions) {
  std::vector<std::string> statements;
  for (const Question& question : questions) statements.push_back(question.statement);
  return words.try_out(statements);
}

constexpr std::string_view not_immutable = "functions in index expression must be marked IMMUTABLE";

}  // namespace

TEST_CASE("index methods have operator classes for the types that the server has them for") {
  for_each_server([](const PostgresServer& server) {
    ServerWords words(server);
    const TypeScope scope = scope_of(server.version());
    const std::vector<TypeId> all = column_types(scope);
    make_table(words, scope, all);
    std::vector<Question> questions;
    for (const std::string_view method : {"btree", "hash", "gist", "gin", "spgist", "brin"}) {
      for (const TypeId type : all) {
        questions.push_back(
            {core::format("CREATE INDEX ON t USING {} (c{})", method, type), answer([&] {
               if (const auto found = default_class(scope, method, type)) {
                 require_comparison(scope, method, *found, type);
                 return;
               }
               fail("42704",
                    core::format("data type {} has no default operator class for access method "
                                 "\"{}\"",
                                 display_type(scope, type), method));
             })});
      }
    }
    compare(scope.version, "classes", questions, run_all(words, questions));
  });
}

TEST_CASE("types can be ordered and compared where the server can") {
  for_each_server([](const PostgresServer& server) {
    ServerWords words(server);
    const TypeScope scope = scope_of(server.version());
    const std::vector<TypeId> all = column_types(scope);
    make_table(words, scope, all);
    std::vector<Question> questions;
    for (const TypeId type : all) {
      const Ordering ordering = ordering_of(scope, type);
      const std::string name = display_type(scope, type);
      questions.push_back({core::format("SELECT 1 FROM t ORDER BY c{}", type), answer([&] {
                             if (ordering.has_less) return;
                             fail("42883", core::format("could not identify an ordering operator "
                                                        "for type {}",
                                                        name));
                           })});
      questions.push_back({core::format("SELECT 1 FROM t GROUP BY c{}", type), answer([&] {
                             if (ordering.has_equal) return;
                             fail("42883", core::format("could not identify an equality operator "
                                                        "for type {}",
                                                        name));
                           })});
    }
    std::vector<std::string> statements;
    for (const Question& question : questions) statements.push_back(question.statement);
    compare(scope.version, "orders", questions, words.prepare(statements));
  });
}

TEST_CASE("casts, operators and functions are immutable where an index says so") {
  for_each_server([](const PostgresServer& server) {
    ServerWords words(server);
    const TypeScope scope = scope_of(server.version());
    const std::vector<TypeId> all = column_types(scope);
    make_table(words, scope, all);
    std::vector<Question> questions;
    const auto ask = [&](const std::string& expression, TypeId result, char volatility) {
      // What no btree can hold is refused for that before.
      if (!default_class(scope, "btree", result)) return;
      questions.push_back({core::format("CREATE INDEX ON t (({}))", expression), answer([&] {
                             if (volatility != 'i') fail("42P17", std::string(not_immutable));
                           })});
    };
    for (const TypeId source : all) {
      for (const TypeId target : all) {
        if (source == target || (source * 7 + target) % 5 != 0) continue;
        const Coercion way = find_coercion(scope, target, source, CoercionContext::explicit_);
        if (!way) continue;
        ask(core::format("c{}::{}", source, format_type(scope, {target, -1})), target,
            way.volatility);
      }
    }
    for (const auto& row : system_tables::operators()) {
      if (row.extension != 0 || !row.versions.has(scope.version) || row.left == 0) continue;
      if (std::find(all.begin(), all.end(), row.left) == all.end() ||
          std::find(all.begin(), all.end(), row.right) == all.end()) {
        continue;
      }
      const auto found =
          resolve_operator(scope, {}, system_tables::text(row.name), row.left, row.right);
      if (found.found.returns_set) continue;
      ask(core::format("c{} {} c{}", row.left, found.found.name, row.right), found.result,
          found.found.volatility);
    }
    compare(scope.version, "volatilities", questions, run_all(words, questions));
  });
}

}  // namespace plumbline::tests
