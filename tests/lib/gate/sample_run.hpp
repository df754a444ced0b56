/// A run of a gate with something in every field, for the tests of records and documents.
#pragma once

#include <string>

#include "plumbline/gate.hpp"

namespace plumbline::tests {

inline GateRun sample_run(const std::string& id = "20260102T030405000006-0a0b0c0d") {
  GateRun run{.id = id, .kind = GateKind::dry_run, .version = "v1.2", .tier = "staging"};
  run.detail = "role \"reader\" does not exist";
  run.server = "postgres://gate@/plumb_gate_1?host=/tmp/plumb-x";
  run.started_at = 1'767'323'045'000'006;
  run.finished_at = run.started_at + 2'500'000;
  GateStep upgrade{.project = "console", .name = "upgrade", .subject = "0016"};
  upgrade.state = StepState::passed;
  upgrade.fingerprint = std::string(64, 'a');
  upgrade.started_at = run.started_at + 10;
  upgrade.duration_us = 1'200'345;
  StatementRun statement{.sql = "ALTER TABLE orders ADD COLUMN \"größe\" int DEFAULT random()",
                         .file = "migrations/0016.sql",
                         .line = 12};
  statement.duration_us = 900'000;
  statement.rows = 3000;
  statement.locks = {
      {.mode = "AccessExclusiveLock", .object = "public.orders", .held_us = 950'000}};
  statement.rewrites = {"public.orders"};
  upgrade.changes = {{.change = "0016",
                      .name = "notes",
                      .file = "migrations/0016.sql",
                      .duration_us = 1'000'000,
                      .statements = {statement, {.sql = "SELECT 1"}}}};
  GateStep seed{.project = "console", .name = "seed", .subject = "seeds/admins.sql"};
  seed.state = StepState::failed;
  seed.detail = run.detail + "\nLINE 1: …\n\ttab \x1b[31m";
  seed.started_at = upgrade.started_at + upgrade.duration_us;
  seed.duration_us = 42;
  GateStep heads{.name = "heads"};
  heads.state = StepState::not_reached;
  run.steps = {upgrade, seed, heads};
  Finding finding = make_finding("gate/missing-role", "role \"reader\" does not exist",
                                 {.file = "migrations/0016.sql", .line = 3, .column = 4});
  finding.end_line = 5;
  finding.project = "console";
  finding.change = "0016";
  finding.object = "reader";
  finding.sqlstate = "42704";
  finding.tool_says = ToolSays{
      .command = "alembic upgrade head", .message = "two\nlines", .exit_status = 255, .line = 7};
  finding.related = {{.where = {.file = "a.sql", .line = 9}, .message = "the other place"}};
  run.report.command = "gate";
  run.report.projects = {{.path = "console", .tool = "alembic", .changes = 22, .heads = {"0022"}},
                         {.path = "shop", .tool = "sqlx", .applied = 3, .pending = 1}};
  run.report.target =
      ReportTarget{.uri = "postgres:///shop", .server_version = 150'020, .database = "shop"};
  run.report.findings = {finding};
  run.report.unchecked = {{.what = "script 7", .why = "opaque"}};
  run.report.totals = {1, 2, 3};
  run.inferred_sql = "DO $$ BEGIN CREATE ROLE reader NOLOGIN; END $$;\n";
  run.inferred_toml = "[gate]\nroles = [\"reader\"]\n";
  run.not_covered = {"changes that succeed but break the application"};
  return run;
}

}  // namespace plumbline::tests
