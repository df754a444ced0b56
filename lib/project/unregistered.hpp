/// Changes that a database has although its registry does not: what tells the tool so.
#pragma once

#include <vector>

#include "plumbline/project.hpp"
#include "plumbline/repair.hpp"

namespace plumbline::project {

struct LiveFacts {
  const Registry& registry;
  const Schema& schema;
  Target* target = nullptr;  ///< whose they are; null for a snapshot
};

/// Commands for the pending changes whose objects are all there and defined alike, from the first
/// pending one on: the tools record no change before those that come earlier (sqlx does). Simulates
/// the plan. Throws Error: io, limit, server.
std::vector<RepairCommand> register_commands(const Project& project, const LiveFacts& facts);

}  // namespace plumbline::project
