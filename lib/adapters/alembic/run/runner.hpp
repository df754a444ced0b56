/// Runs an Alembic tree: one process of the user's Python for all commands (driver.py), started
/// when the runner is made, so that it imports while a server starts.
#pragma once

#include <memory>

#include "adapters/adapter.hpp"
#include "adapters/runner.hpp"

namespace plumbline::adapters::alembic {

/// What a runner has to know of its tree. `plan` outlives it.
struct RunFacts {
  Place place;
  const Plan* plan = nullptr;
  std::string script_folder;   ///< absolute; "" when it is not known
  std::string configured_url;  ///< sqlalchemy.url of the configuration; "" when there is none
  system::Environment environment;
  Limits limits;
};

/// Throws Error: tool (no Python), unsupported (a tree without a configuration file).
std::unique_ptr<Runner> make_runner(const RunFacts& facts, const RunnerOptions& options);

}  // namespace plumbline::adapters::alembic
