#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "pipeline/readers.hpp"
#include "settings_of.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::config::unexpanded_variable;

TEST_CASE("a shell variable in a target is told where nothing expands it") {
  struct Row {
    const char* tool;
    const char* value;
    const char* shown;  ///< null = must not fire
  };
  const Row rows[] = {
      {"sqitch", "db:pg:$DATABASE_URL", "$DATABASE_URL"},
      {"sqitch", "db:pg:${DATABASE_URL}", "${DATABASE_URL}"},
      {"sqitch", "db:pg://ada:$PGPASSWORD@h/d", "$PGPASSWORD"},
      {"sqitch", "db:pg://ada:pa$word@h/d", nullptr},
      {"sqitch", "db:pg://h/pri$", nullptr},
      {"sqitch", "db:pg://h/a$1", nullptr},
      {"sqitch", "db:pg:shop", nullptr},
      {"alembic", "${DATABASE_URL}", "${DATABASE_URL}"},
      {"alembic", "postgresql://%(DB_USER)s@h/d", nullptr},
      {"sqlx", "postgres://$PGHOST/d", nullptr},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    const auto findings = unexpanded_variable(target(row.value), row.tool);
    REQUIRE(findings.size() == (row.shown == nullptr ? 0U : 1U));
    if (row.shown == nullptr) continue;
    CHECK(findings[0].message.find(row.shown) != std::string::npos);
    CHECK(findings[0].where == Position{"tool.conf", 1, 9, 0});
  }
}

TEST_CASE("only settings that name a database are looked at") {
  CHECK(unexpanded_variable(settings_of({{"core.top_dir", "$HOME/x", SettingKind::path}}), "sqitch")
            .empty());
}

TEST_CASE("a variable that env.py may replace is a note") {
  Settings settings = target("${DATABASE_URL}");
  settings.target_may_be_replaced = true;
  CHECK(unexpanded_variable(settings, "alembic")[0].severity == Severity::info);
}

TEST_CASE(
    "single quotes in a pipeline keep a variable from the shell, unless another shell follows") {
  struct Row {
    const char* command;
    bool fires;
  };
  const Row rows[] = {
      {"sqitch deploy 'db:pg:$DATABASE'", true},
      {"sqitch deploy \"db:pg:$DATABASE\"", false},
      {"sh -c 'sqitch deploy db:pg:$DATABASE'", false},
      {"sqitch deploy 'db:pg:${{ secrets.DATABASE }}'", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.command);
    Pipeline pipeline;
    pipeline.files.push_back(plumbline::pipeline::read_procfile(
                                 std::string("release: ") + row.command + "\n", "Procfile")
                                 .file);
    CHECK(unexpanded_variable(pipeline).size() == (row.fires ? 1U : 0U));
  }
}

}  // namespace plumbline::tests::checks
