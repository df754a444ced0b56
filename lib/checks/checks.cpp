/// Runs every check that the facts allow. The order does not matter: reports are sorted.
#include "checks/checks.hpp"

#include <algorithm>
#include <iterator>

#include "checks/deploy/prediction.hpp"
#include "checks/drift/crossed.hpp"
#include "checks/script/script.hpp"
#include "checks/script/simulated.hpp"
#include "core/large_stack.hpp"

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

using CrossingRule = std::vector<Finding> (*)(const Plan&, const Crossing&);

constexpr CrossingRule crossing_rules[] = {
    deploy::rows_violate,
    deploy::will_destroy,
    deploy::will_fail,
    deploy::will_rerun,
    drift::changed_object,
    drift::ghost,
    drift::guard_hides_difference,
    drift::partial,
    drift::unregistered,
};

using SimulatedRule = std::vector<Finding> (*)(const Plan&, const ChangeState&, const Crossing&);

constexpr SimulatedRule script_rules[] = {
    script::duplicate_create, script::non_immutable_index, script::not_idempotent,
    script::role_dependent,   script::seed_dependent,
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

std::vector<Finding> check_crossing(const Plan& plan, const Crossing& crossing) {
  std::vector<Finding> findings;
  for (const auto rule : crossing_rules) append(findings, rule(plan, crossing));
  return findings;
}

script::Judgement check_scripts(const Plan& plan, const Crossing& crossing,
                                const script::Conventions& conventions, script::Earlier earlier) {
  std::vector<script::Script> scripts;
  for (const ChangeState& state : crossing.changes) {
    // A live schema knows more of what has run than its scripts say.
    if (state.is_shadowed || (state.is_old && crossing.live != nullptr)) continue;
    script::Script& one = scripts.emplace_back();
    one.change = state.change;
    one.list = &state.from_nothing.list;
    one.is_followed_only = state.is_old;
    one.is_newest = std::ranges::find(plan.heads, state.change->id) != plan.heads.end();
    if (state.is_old) continue;
    const auto run = std::ranges::find(crossing.pending, state.change, &PendingRun::change);
    one.is_live = run != crossing.pending.end();
    one.fallen = one.is_live ? &run->deploy.fallen : &state.from_nothing.fallen;
    for (const auto rule : script_rules) append(one.simulated, rule(plan, state, crossing));
  }
  const script::ScriptOptions options{.server_version = crossing.server_version,
                                      .schema = crossing.live,
                                      .earlier = earlier,
                                      .conventions = &conventions};
  script::Judgement judgement;
  core::run_on_large_stack([&] { judgement = script::check_scripts(scripts, options); });
  return judgement;
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
