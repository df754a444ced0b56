#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "settings_of.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::config::missing_target;

TEST_CASE("no engine and no target is what sqitch stops at") {
  Settings settings = settings_of({{"core.top_dir", "db", SettingKind::path}});
  settings.needs_target = true;
  const auto findings = missing_target(settings, "sqitch");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].where == Position{"tool.conf", 0, 0, 0});
  REQUIRE(findings[0].tool_says);
  CHECK(findings[0].tool_says->message == "No engine specified; specify via target or core.engine");
}

TEST_CASE("an engine without a target is a note that names what sqitch takes") {
  Settings settings = settings_of({{"core.engine", "pg", SettingKind::engine}});
  settings.needs_target = true;
  const auto findings = missing_target(settings, "sqitch");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::info);
  CHECK(findings[0].message.ends_with("it takes \"db:pg:\""));
  CHECK(findings[0].where.line == 1);
}

TEST_CASE("nothing is told of a tool that has a target, or needs none") {
  Settings settings = target("db:pg:shop");
  CHECK(missing_target(settings, "sqlx").empty());
  settings.needs_target = settings.has_target = true;
  CHECK(missing_target(settings, "sqitch").empty());
}

}  // namespace plumbline::tests::checks
