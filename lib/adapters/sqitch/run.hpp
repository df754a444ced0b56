/// Runs a sqitch project through the user's own `sqitch`.
#pragma once

#include <memory>

#include "adapters/adapter.hpp"
#include "adapters/runner.hpp"
#include "adapters/sqitch/target.hpp"

namespace plumbline::adapters::sqitch {

/// What a runner has to know of its project. `plan` outlives it.
struct RunFacts {
  Place place;
  const Plan* plan = nullptr;
  std::string project;  ///< %project of the plan
  TargetFiles files;
  std::string registry;                          ///< schema
  std::map<std::string, std::string> variables;  ///< of a target other than the default one
  std::string client;                            ///< psql's path; "" = looked up
  bool is_default = true;  ///< sqitch finds plan file and folders by itself for any URI
  system::Environment environment;
};

/// Throws Error (tool) when sqitch or psql is missing.
std::unique_ptr<Runner> make_runner(const RunFacts& facts, const RunnerOptions& options);

}  // namespace plumbline::adapters::sqitch
