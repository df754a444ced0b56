/// Runs every check that the facts allow. The order does not matter: reports are sorted.
#include "checks/checks.hpp"

#include <iterator>

namespace plumbline::checks {

namespace {

void append(std::vector<Finding>& all, std::vector<Finding> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

using PlanRule = std::vector<Finding> (*)(const Plan&);
using ConfigRule = std::vector<Finding> (*)(const Settings&, std::string_view);
using RegistryRule = std::vector<Finding> (*)(const Plan&, const Registry&);

constexpr PlanRule plan_rules[] = {
    plan::identical_scripts,
    plan::missing_script,
    plan::multiple_heads,
    plan::no_way_back,
};

constexpr ConfigRule config_rules[] = {
    config::missing_target, config::secret_in_file, config::unexpanded_variable,
    config::unknown_engine, config::uri_scheme,     config::weak_tls,
};

constexpr RegistryRule emptiness_rules[] = {
    registry::absent,
    registry::empty,
};

/// These look changes up by id.
constexpr RegistryRule row_rules[] = {
    registry::ambiguous_revision, registry::dirty,        registry::gap,
    registry::modified,           registry::out_of_order, registry::pending,
    registry::unknown_change,
};

}  // namespace

bool has_unknown_ids(const Plan& plan) noexcept {
  return plan.refusal.has_value() && plan.traits.ids_are_hashes;
}

std::vector<Finding> check_tree(const Facts& facts) {
  std::vector<Finding> findings;
  if (facts.plan == nullptr) return findings;
  append(findings, facts.plan->findings);
  for (const auto rule : plan_rules) append(findings, rule(*facts.plan));
  if (facts.settings != nullptr)
    for (const auto rule : config_rules) append(findings, rule(*facts.settings, facts.plan->tool));
  if (facts.registry == nullptr) return findings;
  append(findings, facts.registry->findings);
  for (const auto rule : emptiness_rules) append(findings, rule(*facts.plan, *facts.registry));
  if (has_unknown_ids(*facts.plan)) return findings;
  for (const auto rule : row_rules) append(findings, rule(*facts.plan, *facts.registry));
  return findings;
}

std::vector<Finding> check_pipeline(const Pipeline& pipeline, const std::vector<TreeFacts>& trees) {
  std::vector<Finding> findings = pipeline::exit_code_swallowed(pipeline, trees);
  append(findings, pipeline::no_migration_step(pipeline, trees));
  append(findings, pipeline::release_phase_ignored(pipeline));
  append(findings, config::unexpanded_variable(pipeline));
  append(findings, config::uri_scheme(pipeline));
  return findings;
}

}  // namespace plumbline::checks
