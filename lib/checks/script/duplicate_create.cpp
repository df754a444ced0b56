#include <algorithm>
#include <array>

#include "checks/script/simulated.hpp"
#include "core/format.hpp"
#include "sql/simulator.hpp"

namespace plumbline::checks::script {

namespace {

bool is_duplicate(std::string_view sqlstate) {
  return std::ranges::any_of(
      std::array<std::string_view, 5>{"42P07", "42701", "42710", "42723", "42P06"},
      [&](std::string_view one) { return one == sqlstate; });
}

}  // namespace

std::vector<Finding> duplicate_create(const Plan& plan, const ChangeState& state,
                                      const Crossing& crossing) {
  const auto failing = state.from_nothing.failing();
  if (!failing) return {};
  const StatementVerdict& verdict = state.from_nothing.verdicts[*failing];
  if (!is_duplicate(verdict.sqlstate)) return {};
  const Statement& statement = state.from_nothing.list.statements[*failing];
  Finding finding = make_finding("script/duplicate-create",
                                 core::format("\"{}\" makes what is there already by then: {}",
                                              change_label(plan, *state.change), verdict.message),
                                 statement.where);
  finding.end_line = statement.end_line;
  finding.change = state.change->id;
  finding.sqlstate = verdict.sqlstate;
  StatementList only;
  only.statements.push_back(statement);
  for (const StatementEffects& effects : sql::describe(only)) {
    for (const Effect& effect : effects.effects) {
      if (effect.action != EffectAction::creates || effect.implied) continue;
      for (const ChangeState& other : crossing.changes) {
        if (&other == &state) break;
        if (!std::ranges::binary_search(other.made, effect.name)) continue;
        finding.object = effect.name;
        finding.related.push_back(
            {.where = other.change->where,
             .message = core::format("\"{}\" makes {} \"{}\"", change_label(plan, *other.change),
                                     effect.kind, effect.name)});
      }
    }
  }
  return {finding};
}

}  // namespace plumbline::checks::script
