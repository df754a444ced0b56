#include "project/unregistered.hpp"

#include <algorithm>
#include <set>

#include "checks/checks.hpp"
#include "checks/crossing/crossing.hpp"
#include "project/simulate.hpp"
#include "project/state.hpp"
#include "system/format.hpp"

namespace plumbline::project {

namespace {

using Changes = std::vector<const Change*>;

class Search {
 public:
  Search(const Project& project, const LiveFacts& facts)
      : plan_(project.plan()),
        facts_(facts),
        read_(statements_of(project)),
        options_{.simulator = facts.simulator, .manner = {}} {}

  Changes run() {
    Changes found;
    Changes complete;
    bool is_unbroken = true;
    const checks::Crossing crossing =
        checks::cross(plan_, &facts_.registry, facts_.schema, read_, options_);
    for (const Change* change : pending()) {
      const auto state = std::ranges::find(crossing.changes, change, &checks::ChangeState::change);
      if (state == crossing.changes.end() || !is_complete(*state)) {
        is_unbroken = plan_.traits.records_checksums;
        continue;
      }
      complete.push_back(change);
      if (is_unbroken) found.push_back(change);
    }
    if (!found.empty()) leave_differing_out(found, complete);
    return found;
  }

 private:
  [[nodiscard]] Changes pending() const {
    Changes changes;
    for (const Change& change : plan_.changes) {
      const bool is_pending =
          !facts_.registry.exists ||
          std::ranges::find(facts_.registry.pending, change.id) != facts_.registry.pending.end();
      if (is_pending && !change.shadowed && change.deploy.exists) changes.push_back(&change);
    }
    return changes;
  }

  static bool is_complete(const checks::ChangeState& state) {
    return state.is_known && state.presence == checks::Presence::there &&
           std::ranges::all_of(state.evidence, &checks::Evidence::is_there);
  }

  /// Once all that is there counts as applied, what it makes is compared, not only looked for. A
  /// later one, though not to be recorded, may have altered what an earlier one made.
  void leave_differing_out(Changes& found, const Changes& complete) const {
    Registry registry = facts_.registry;
    registry.exists = true;
    if (!facts_.registry.exists) {
      for (const Change* change : pending()) registry.pending.push_back(change->id);
    }
    for (const Change* change : complete) {
      registry.applied.push_back(change->id);
      std::erase(registry.pending, change->id);
    }
    const checks::Crossing crossing =
        checks::cross(plan_, &registry, facts_.schema, read_, options_);
    const std::set<const Change*> differing(crossing.changed_by.begin(), crossing.changed_by.end());
    const auto differs = [&](const Change* change) { return differing.contains(change); };
    if (plan_.traits.records_checksums) {
      std::erase_if(found, differs);
    } else {
      found.erase(std::ranges::find_if(found, differs), found.end());
    }
  }

  const Plan& plan_;
  const LiveFacts& facts_;
  checks::ReadStatements read_;
  checks::CrossingOptions options_;
};

}  // namespace

std::vector<RepairCommand> register_commands(const Project& project, const LiveFacts& facts) {
  const Plan& plan = project.plan();
  const bool has_collision = std::ranges::any_of(plan.changes, &Change::shadowed);
  if (has_collision || plan.refusal || checks::has_unknown_ids(plan)) return {};
  const Changes found = Search(project, facts).run();
  if (found.empty()) return {};
  std::vector<RepairCommand> commands;
  const std::vector<std::string> texts = project.state().tree->register_commands(found);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    RepairCommand& command = commands.emplace_back();
    command.project = project.path();
    command.command = texts[i];
    const bool is_for_one = texts.size() == found.size();
    for (std::size_t at = 0; at < found.size(); ++at)
      if (!is_for_one || at == i) command.changes.push_back(found[at]->id);
    const std::string subject =
        command.changes.size() == 1
            ? system::format("\"{}\" is", change_label(plan, *found[is_for_one ? i : 0]))
            : system::format("\"{}\" to \"{}\" are", change_label(plan, *found.front()),
                             change_label(plan, *found.back()));
    command.message = system::format(
        "{} in the database as planned, and not in {}: this records it without running a deploy "
        "script; rows were not looked at",
        subject, facts.registry.table);
  }
  return commands;
}

}  // namespace plumbline::project
