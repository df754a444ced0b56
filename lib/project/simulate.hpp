/// What a simulation needs of a project and of a target: role, search_path, the tool's manner.
#pragma once

#include <memory>
#include <span>
#include <unordered_map>

#include "checks/crossing/crossing.hpp"
#include "core/large_stack.hpp"
#include "plumbline/project.hpp"
#include "postgres/connection.hpp"

namespace plumbline::project {

/// As the role that is connected to `target`; without one as a superuser.
sql::SimulatorOptions simulation_options(Target* target, int server_version);
/// How `project`'s tool goes on after a failure.
checks::DeployManner deploy_manner(const Project& project);
/// The project's statements, read once each.
checks::ReadStatements statements_of(const Project& project);
/// The schema that `given` names, or the target's live one. Throws Error (argument) with neither.
Schema starting_schema(Target* target, const Schema* given, const CallControl& control);

/// The crossings of several trees, whose first halves run while the server is asked for the schema.
class Crossings {
 public:
  /// Starts them. `registries` and `projects` live as long as this.
  Crossings(std::span<const Project* const> projects,
            const std::unordered_map<const Project*, Registry>& registries,
            const sql::SimulatorOptions& simulator);
  /// Of one that was given, once.
  checks::Crossing finish(const Project& project, const Schema& live);

 private:
  struct One {
    One(const Project& project, const Registry& registry, const sql::SimulatorOptions& simulator);
    checks::ReadStatements read;
    checks::CrossingOptions how;
    checks::Crosser crosser;
  };
  std::unordered_map<const Project*, std::unique_ptr<One>> all_;
  bool is_waiting_ = true;
  core::LargeStackTask task_;  // the last member: it ends first
};

/// How many rows the tables hold that a revert would drop, counted to a limit.
void count_rows(checks::Crossing& crossing, postgres::Connection& connection);

/// Answers `crossing.questions`, each counted to a limit. What cannot be counted stays unanswered
/// and is told in `crossing.unchecked`.
void count_violations(checks::Crossing& crossing, postgres::Connection& connection);

}  // namespace plumbline::project
