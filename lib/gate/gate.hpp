/// What a gate is given, and its entry points. Used by lib/project, which knows the trees and what
/// plumbline.toml says.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/adapter.hpp"
#include "gate/settings.hpp"
#include "plumbline/finding.hpp"
#include "plumbline/gate.hpp"
#include "plumbline/scratch.hpp"

namespace plumbline::gate {

/// One tree to be run.
struct TreeInput {
  std::string path;  ///< as reports name it
  std::string root;  ///< as the system opens it
  const adapters::Tree* tree = nullptr;
  ProjectSettings settings;
};

struct GateInput {
  std::vector<TreeInput> trees;
  GateSettings settings;
  std::vector<KnownTarget> targets;  ///< databases that no gate may reset
  /// The registry's errors of `tree` in the database at `uri`, as `check` has them.
  std::function<std::vector<Finding>(const TreeInput& tree, const std::string& uri)> check_registry;
};

/// Throws Error: what keeps a gate from being run at all (tool, refused, configuration, io); what
/// it showed before that is in the record. Throws Interrupted.
GateRun run_round_trip(const GateInput& input, const GateOptions& options);
GateRun run_dry_run(const GateInput& input, const GateOptions& options);

}  // namespace plumbline::gate
