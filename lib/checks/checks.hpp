/// The checks: pure functions from facts to findings. No I/O, no clock, no environment. One rule a
/// file, named as the rule; this header lists them all.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/crossing/crossing.hpp"
#include "checks/script/script.hpp"
#include "plumbline/finding.hpp"
#include "plumbline/pipeline.hpp"
#include "plumbline/plan.hpp"
#include "plumbline/registry.hpp"
#include "plumbline/settings.hpp"

namespace plumbline::checks {

/// What is known about one tree. Null = not known.
struct Facts {
  const Plan* plan = nullptr;
  const Settings* settings = nullptr;
  const Registry* registry = nullptr;
};

/// A tree as the pipeline rules need it.
struct TreeFacts {
  std::string tool;
  std::string path;  ///< relative to the repository
};

namespace plan {
std::vector<Finding> multiple_heads(const Plan& plan);
std::vector<Finding> missing_script(const Plan& plan);
std::vector<Finding> identical_scripts(const Plan& plan);
std::vector<Finding> no_way_back(const Plan& plan);
}  // namespace plan

/// Rules over one tree's configuration; `tool` decides what a value means.
namespace config {
std::vector<Finding> unexpanded_variable(const Settings& settings, std::string_view tool);
std::vector<Finding> uri_scheme(const Settings& settings, std::string_view tool);
std::vector<Finding> missing_target(const Settings& settings, std::string_view tool);
std::vector<Finding> unknown_engine(const Settings& settings, std::string_view tool);
std::vector<Finding> secret_in_file(const Settings& settings, std::string_view tool);
std::vector<Finding> weak_tls(const Settings& settings, std::string_view tool);
/// The same rules over the databases that pipeline commands name.
std::vector<Finding> uri_scheme(const Pipeline& pipeline);
std::vector<Finding> unexpanded_variable(const Pipeline& pipeline);
}  // namespace config

namespace pipeline {
std::vector<Finding> release_phase_ignored(const Pipeline& pipeline);
std::vector<Finding> no_migration_step(const Pipeline& pipeline,
                                       const std::vector<TreeFacts>& trees);
std::vector<Finding> exit_code_swallowed(const Pipeline& pipeline,
                                         const std::vector<TreeFacts>& trees);
}  // namespace pipeline

namespace registry {
std::vector<Finding> absent(const Plan& plan, const Registry& registry);
std::vector<Finding> empty(const Plan& plan, const Registry& registry);
std::vector<Finding> pending(const Plan& plan, const Registry& registry);
std::vector<Finding> unknown_change(const Plan& plan, const Registry& registry);
std::vector<Finding> modified(const Plan& plan, const Registry& registry);
std::vector<Finding> dirty(const Plan& plan, const Registry& registry);
std::vector<Finding> out_of_order(const Plan& plan, const Registry& registry);
std::vector<Finding> gap(const Plan& plan, const Registry& registry);
std::vector<Finding> ambiguous_revision(const Plan& plan, const Registry& registry);
}  // namespace registry

/// Whether the ids are not those that the tool will have: they hash what is above them in a plan
/// that the tool refuses, so a registry cannot be compared with it.
bool has_unknown_ids(const Plan& plan) noexcept;

/// What the simulation on the live schema shows: families drift and deploy.
std::vector<Finding> check_crossing(const Plan& plan, const Crossing& crossing);
/// The rules of family script over what is still to run. `earlier`: what is known of changes before
/// those; without a registry nothing is.
script::Judgement check_scripts(const Plan& plan, const Crossing& crossing,
                                const script::Conventions& conventions, script::Earlier earlier);

/// Every check that the facts allow.
std::vector<Finding> check_tree(const Facts& facts);
std::vector<Finding> check_pipeline(const Pipeline& pipeline, const std::vector<TreeFacts>& trees);

}  // namespace plumbline::checks
