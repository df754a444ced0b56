/// What a simulation needs of a project and of a target: role, search_path, the tool's manner.
#pragma once

#include "checks/crossing/crossing.hpp"
#include "plumbline/project.hpp"
#include "postgres/connection.hpp"

namespace plumbline::project {

/// As the role that is connected to `target`; without one as a superuser on `schema`.
sql::SimulatorOptions simulation_options(Target* target, const Schema& schema);
/// How `project`'s tool goes on after a failure.
checks::DeployManner deploy_manner(const Project& project);
/// The project's statements, read once each.
checks::ReadStatements statements_of(const Project& project);
/// The schema that `given` names, or the target's live one. Throws Error (argument) with neither.
Schema starting_schema(Target* target, const Schema* given, const CallControl& control);

/// How many rows the tables hold that a revert would drop, counted to a limit.
void count_rows(checks::Crossing& crossing, postgres::Connection& connection);

/// Answers `crossing.questions`, each counted to a limit. What cannot be counted stays unanswered
/// and is told in `crossing.unchecked`.
void count_violations(checks::Crossing& crossing, postgres::Connection& connection);

}  // namespace plumbline::project
