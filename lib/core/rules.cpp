/// THE catalogue: one entry a rule, sorted by name, a family a file in rules/. `plumbline explain`,
/// the README's table and the bindings' constants are generated from it. Text: summary without full
/// stop, the rest as sentences.
#include "plumbline/rule.hpp"

#include <algorithm>
#include <array>

#include "core/glob.hpp"
#include "core/rules/config.hpp"
#include "core/rules/deploy.hpp"
#include "core/rules/drift.hpp"
#include "core/rules/gate.hpp"
#include "core/rules/pipeline.hpp"
#include "core/rules/plan.hpp"
#include "core/rules/registry.hpp"
#include "core/rules/script.hpp"

namespace plumbline {

namespace {

using enum Severity;

/// Its arrays, each sorted, one behind the other.
template <std::size_t... sizes>
constexpr auto concatenated(const std::array<Rule, sizes>&... families) {
  std::array<Rule, (sizes + ...)> all{};
  std::size_t count = 0;
  const auto add = [&](const auto& family) {
    for (const Rule& rule : family) all[count++] = rule;
  };
  (add(families), ...);
  return all;
}

constexpr auto catalogue =
    concatenated(core::config_rules, core::deploy_rules, core::drift_rules, core::gate_rules,
                 core::pipeline_rules, core::plan_rules, core::registry_rules, core::script_rules);

static_assert(std::ranges::is_sorted(catalogue, {}, &Rule::name));

}  // namespace

std::string_view severity_name(Severity severity) noexcept {
  switch (severity) {
    case info:
      return "info";
    case warning:
      return "warning";
    case error:
      return "error";
  }
  return "error";
}

std::span<const Rule> rules() noexcept { return catalogue; }

const Rule* find_rule(std::string_view name) noexcept {
  const auto found = std::ranges::lower_bound(catalogue, name, {}, &Rule::name);
  return found != catalogue.end() && found->name == name ? &*found : nullptr;
}

bool rule_matches(std::string_view pattern, std::string_view name) {
  if (pattern.find('/') == std::string_view::npos)
    return core::glob_matches(pattern, name.substr(0, name.find('/')));
  return core::glob_matches(pattern, name);
}

}  // namespace plumbline
