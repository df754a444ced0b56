/// Changes that a database has although its registry does not: what tells the tool so.
#pragma once

#include <vector>

#include "plumbline/project.hpp"
#include "plumbline/repair.hpp"
#include "sql/simulator.hpp"

namespace plumbline::project {

struct LiveFacts {
  const Registry& registry;
  const Schema& schema;
  const sql::SimulatorOptions& simulator;  ///< of the database whose they are
};

/// Commands for the pending changes whose objects are all there and defined alike, from the first
/// pending one on: the tools record no change before those that come earlier (sqlx does). Simulates
/// the plan. Throws Error: io, limit.
std::vector<RepairCommand> register_commands(const Project& project, const LiveFacts& facts);

}  // namespace plumbline::project
