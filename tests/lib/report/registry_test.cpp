#include "plumbline/registry.hpp"

#include <doctest/doctest.h>

#include <string>

#include "plumbline/render.hpp"

using plumbline::Change;
using plumbline::Plan;
using plumbline::Registry;
using plumbline::RegistryRow;

namespace {

Plan plan_of_one() {
  Plan plan;
  plan.tool = "sqlx";
  Change change;
  change.id = "1";
  plan.changes = {change};
  return plan;
}

Registry registry_of_two() {
  RegistryRow known;
  known.id = "1";
  known.name = "accounts";
  known.applied_at = 1'767'225'599'000'000;
  known.checksum = "ab";
  known.success = true;
  known.difference = "line ends";
  RegistryRow unknown;
  unknown.id = "2";
  unknown.success = false;
  Registry registry;
  registry.exists = true;
  registry.table = "public._sqlx_migrations";
  registry.rows = {known, unknown};
  registry.current = {1};
  registry.applied = {"1"};
  registry.refusal = {.command = "sqlx migrate run", .message = "dirty", .exit_status = 1};
  return registry;
}

}  // namespace

TEST_CASE("every row is written, also one that no file has") {
  const std::string json = render_json(registry_of_two(), plan_of_one(), "app");
  for (const char* part :
       {R"("schema": "plumbline.registry/1")", R"("path": "app")", R"("exists": true)",
        R"("id": "1")", R"("applied_at_us": 1767225599000000)", R"("difference": "line ends")",
        R"("in_plan": true)", R"("success": false)", R"("in_plan": false)",
        R"("command": "sqlx migrate run")", R"("exit_status": 1)"}) {
    CAPTURE(std::string(part));
    CHECK(json.find(part) != std::string::npos);
  }
}

TEST_CASE("a registry for people") {
  CHECK(render_text(registry_of_two(), plan_of_one(), "app") ==
        "app: registry public._sqlx_migrations, 2 rows\n"
        "  1  accounts, 2025-12-31 23:59:59 UTC, differs in line ends\n"
        "  2, failed half-way, no file has it\n");
  Registry absent;
  absent.table = "sqitch.changes";
  CHECK(render_text(absent, plan_of_one(), ".") == ".: no registry sqitch.changes\n");
}
