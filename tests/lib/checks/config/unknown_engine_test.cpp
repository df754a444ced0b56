#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "settings_of.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::config::unknown_engine;

TEST_CASE("an engine is judged as sqitch 1.3.1 judged it") {
  struct Row {
    const char* engine;
    bool is_known;
  };
  const Row rows[] = {{"pg", true},        {"PG", true},          {"pg ", true},
                      {"postgres", true},  {"postgresql", true},  {"pgsql", true},
                      {"mysql", true},     {"sqlite", true},      {"cockroach", true},
                      {"snowflake", true}, {"yugabyte", true},    {"pgg", false},
                      {"mssql", false},    {"clickhouse", false}, {"interbase", false}};
  for (const Row& row : rows) {
    CAPTURE(row.engine);
    const auto findings =
        unknown_engine(settings_of({{"core.engine", row.engine, SettingKind::engine}}), "sqitch");
    REQUIRE(findings.size() == (row.is_known ? 0U : 1U));
    if (row.is_known) continue;
    CHECK(findings[0].where == Position{"tool.conf", 1, 9, 0});
    CHECK(findings[0].tool_says->message ==
          std::string("Unable to load App::Sqitch::Engine::") + row.engine);
  }
}

TEST_CASE("a slip is answered by the engine that was meant") {
  const auto findings =
      unknown_engine(settings_of({{"core.engine", "postgressql", SettingKind::engine}}), "sqitch");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "\"core.engine\" is \"postgressql\", which is no engine of sqitch; \"postgresql\" is");
}

}  // namespace plumbline::tests::checks
