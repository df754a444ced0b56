#include "project/simulate.hpp"

#include <string>
#include <vector>

#include "plumbline/error.hpp"
#include "postgres/connection.hpp"
#include "project/state.hpp"

namespace plumbline::project {

sql::SimulatorOptions simulation_options(Target* target, int server_version) {
  sql::SimulatorOptions options;
  options.server_version = server_version;
  if (target == nullptr) return options;
  postgres::Connection& connection = target->connection();
  const postgres::Rows rows = connection.query(
      "SELECT r.rolname, r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user");
  if (rows.count() == 1) {
    options.role = rows.text(0, 0);
    options.is_superuser = rows.text(0, 1) == "t";
  }
  for (const postgres::PathSchema& schema_on_path : connection.search_path()) {
    options.search_path.push_back(schema_on_path.name);
  }
  return options;
}

checks::DeployManner deploy_manner(const Project& project) {
  checks::DeployManner manner;
  if (project.plan().tool != "sqitch") return manner;
  const Setting* const mode = find_setting(project.settings(), "deploy.mode");
  manner.reverts_all = mode == nullptr || mode->value == "all";
  const Setting* const verify = find_setting(project.settings(), "deploy.verify");
  manner.verifies = verify != nullptr && (verify->value == "true" || verify->value == "yes" ||
                                          verify->value == "on" || verify->value == "1");
  return manner;
}

checks::ReadStatements statements_of(const Project& project) {
  return [&project](const Change& change, Direction direction) {
    try {
      return project.state().tree->statements(change, direction);
    } catch (const Error& error) {
      // A file above the limit, or one that may not be read: what else a check finds still counts.
      if (error.status() != Status::limit && error.status() != Status::io) throw;
      const Script& script = direction == Direction::deploy   ? change.deploy
                             : direction == Direction::revert ? change.revert
                                                              : change.verify;
      StatementList list;
      list.file = script.file;
      Statement& unread = list.statements.emplace_back();
      unread.where = {.file = script.file, .line = 1, .column = 1};
      unread.end_line = 1;
      unread.opaque = error.fields().message;
      return list;
    }
  };
}

Schema starting_schema(Target* target, const Schema* given, const CallControl& control) {
  if (given != nullptr) return *given;
  if (target == nullptr) {
    throw Error(Status::argument, "a prediction needs a database or a snapshot to start from");
  }
  SchemaOptions options;
  options.control = control;
  return capture_schema(*target, options);
}

Crossings::One::One(const Project& project, const Registry& registry,
                    const sql::SimulatorOptions& simulator)
    : read(statements_of(project)),
      how{.simulator = simulator, .manner = deploy_manner(project)},
      crosser(project.plan(), &registry, read, how) {}

Crossings::Crossings(std::span<const Project* const> projects,
                     const std::unordered_map<const Project*, Registry>& registries,
                     const sql::SimulatorOptions& simulator)
    : all_([&] {
        decltype(all_) all;
        for (const Project* project : projects) {
          all.emplace(project, std::make_unique<One>(*project, registries.at(project), simulator));
        }
        return all;
      }()),
      task_([this] {
        for (const auto& [project, one] : all_) one->crosser.run_applied();
      }) {}

checks::Crossing Crossings::finish(const Project& project, const Schema& live) {
  if (is_waiting_) {
    is_waiting_ = false;
    task_.wait();
  }
  const auto found = all_.find(&project);
  checks::Crossing crossing = found->second->crosser.cross(live);
  all_.erase(found);
  return crossing;
}

void count_rows(checks::Crossing& crossing, postgres::Connection& connection) {
  constexpr std::int64_t most_rows = 100'000;
  for (checks::Destruction& one : crossing.destroyed) {
    try {
      const std::vector<std::string> names = {one.schema, one.own};
      const std::vector<std::optional<std::string>> limit = {std::to_string(most_rows)};
      const postgres::Rows rows = connection.query(
          "SELECT pg_catalog.count(*) FROM (SELECT FROM {0}.{1} LIMIT $1::bigint) AS x", names,
          limit);
      one.rows = std::stoll(rows.text(0, 0));
      one.at_least = *one.rows == most_rows;
    } catch (const Error& error) {
      // Without the right to read it, or while it is locked: told without a number.
      if (error.status() != Status::server) throw;
    }
  }
}

}  // namespace plumbline::project
