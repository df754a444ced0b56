/// sqlx's migrations run natively, on scratch databases: the guard, then the adapter's runner.

#include <map>
#include <string_view>

#include "adapters/sqlx/run.hpp"
#include "adapters/sqlx/tree.hpp"
#include "core/call.hpp"
#include "plumbline/error.hpp"
#include "plumbline/sqlx_runner.hpp"
#include "postgres/cluster/cluster.hpp"
#include "postgres/scratch/guard.hpp"
#include "project/state.hpp"
#include "system/format.hpp"

namespace plumbline {

namespace {

using adapters::sqlx::RunAction;
using adapters::sqlx::RunReport;
using adapters::sqlx::RunRequest;
using adapters::sqlx::SqlxTree;

const SqlxTree& sqlx_tree(const Project& project) {
  if (const auto* tree = dynamic_cast<const SqlxTree*>(project.state().tree.get())) return *tree;
  throw Error(Status::argument, system::format("the tree at \"{}\" is one of {}, not of sqlx",
                                               project.path(), project.plan().tool));
}

/// Position and class of the failure beside sqlx's own words.
SqlxResult result_of(RunReport report) {
  SqlxResult result;
  result.output = std::move(report.output);
  result.remarks = std::move(report.remarks);
  result.changes = std::move(report.changes);
  result.passed = !report.failure.has_value();
  if (result.passed) return result;
  adapters::RunFailure& failure = *report.failure;
  result.exit_status = 1;
  result.output += system::format("error: {}\n", failure.message);
  result.error = std::move(failure.message);
  result.sqlstate = std::move(failure.sqlstate);
  result.detail = std::move(failure.detail);
  result.where.file = std::move(failure.file);
  result.where.line = static_cast<int>(failure.line);
  result.statement = std::move(failure.statement);
  return result;
}

SqlxResult run(const Project& project, std::string_view scratch, RunAction action,
               const SqlxOptions& options) {
  const SqlxTree& tree = sqlx_tree(project);
  if (options.dry_run && options.rules == SqlxRules::library)
    throw Error(Status::argument, "a dry run is the command line's: sqlx's library knows none");
  RunRequest request;
  request.action = action;
  request.rules = options.rules;
  request.target = options.target;
  request.dry_run = options.dry_run;
  request.ignore_missing = options.ignore_missing;
  request.lock_ms = options.lock_ms;
  request.with_trace = options.with_trace;
  request.on_line = options.on_line;
  return core::run_call(options.control, "sqlx", [&](const core::Call& call) {
    request.on_change = [&](const ChangeRun& change, bool is_done) {
      if (!is_done) call.tell_note(system::format("{} {}", change.change, change.name));
    };
    if (options.server != nullptr)
      return result_of(
          run_migrations(tree.run_source(), options.server->cluster().database(scratch), request));
    auto guard = postgres::ScratchGuard::open(scratch, {.targets = options.targets, .control = {}});
    // The mark stays "in use": sqlx itself may be the next one to change what is there.
    return result_of(run_migrations(tree.run_source(), guard.writable(), request));
  });
}

}  // namespace

SqlxResult run_sqlx(const Project& project, std::string_view scratch, const SqlxOptions& options) {
  return run(project, scratch, RunAction::run, options);
}

SqlxResult revert_sqlx(const Project& project, std::string_view scratch,
                       const SqlxOptions& options) {
  return run(project, scratch, RunAction::revert, options);
}

SqlxResult skip_sqlx(const Project& project, std::string_view scratch, const SqlxOptions& options) {
  return run(project, scratch, RunAction::skip, options);
}

SqlxResult inspect_sqlx(const Project& project, std::string_view scratch,
                        const SqlxOptions& options) {
  return run(project, scratch, RunAction::inspect, options);
}

SqlxResult inspect_sqlx(const Project& project, Target& target) {
  const SqlxTree& tree = sqlx_tree(project);
  const adapters::sqlx::RunSource source = tree.run_source();
  RunReport report;
  const auto refuse = [&](std::string message) {
    report.failure.emplace();
    report.failure->message = std::move(message);
    return result_of(std::move(report));
  };
  if (auto error = adapters::sqlx::resolution_error(source, SqlxRules::command_line))
    return refuse(std::move(*error));
  const Registry registry = project.read_registry(target);
  const bool is_unread = registry.exists && registry.rows.empty();
  if (is_unread && registry.refusal) return refuse(registry.refusal->message);
  std::map<std::string_view, const std::string*> checksums;
  for (const RegistryRow& row : registry.rows) checksums.insert_or_assign(row.id, &row.checksum);
  for (const adapters::sqlx::Migration& migration : source.resolution.migrations) {
    if (migration.type == adapters::sqlx::MigrationType::down) continue;
    const auto row = checksums.find(std::to_string(migration.version));
    const std::string* applied = row == checksums.end() ? nullptr : row->second;
    for (const std::string& line : adapters::sqlx::info_lines(migration, applied))
      report.output += line + '\n';
  }
  return result_of(std::move(report));
}

}  // namespace plumbline
