#include "checks/crossing/crossing.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "checks/crossing/evidence.hpp"
#include "checks/crossing/row_questions.hpp"
#include "checks/crossing/sides.hpp"
#include "core/format.hpp"
#include "core/interruption.hpp"
#include "core/large_stack.hpp"
#include "core/plan_index.hpp"
#include "core/schema/kinds.hpp"
#include "sql/parse.hpp"

namespace plumbline::checks {

using sql::Catalog;
using sql::Id;

std::optional<std::size_t> RunScript::failing() const {
  const auto found = std::ranges::find(verdicts, Verdict::fails, &StatementVerdict::verdict);
  if (found == verdicts.end()) return std::nullopt;
  return static_cast<std::size_t>(found - verdicts.begin());
}

std::optional<std::size_t> RunScript::unknown() const {
  const auto found = std::ranges::find_if(verdicts, [](const StatementVerdict& verdict) {
    return verdict.verdict == Verdict::unknown && !verdict.effects_known;
  });
  if (found == verdicts.end()) return std::nullopt;
  return static_cast<std::size_t>(found - verdicts.begin());
}

namespace {

class CrossRun {
 public:
  CrossRun(const ReadStatements& read, const CrossingOptions& options)
      : read_(read), options_(options), planned_(options.simulator) {
    result_.server_version = options.simulator.server_version;
  }

  void plan_change(const Change& change, bool is_applied) {
    core::check_interruption();
    StatementList list = read_(change, Direction::deploy);
    ChangeState& state = result_.changes.emplace_back();
    state.change = &change;
    state.is_applied = is_applied;
    state.is_old = is_applied;
    state.is_shadowed = change.shadowed;
    state.roles = make_missing_roles(planned_, list);
    TracedScript traced = run_traced(planned_, std::move(list));
    if (const auto unknown = traced.script.unknown()) {
      forget(state, traced.script, *unknown, traced.script.verdicts[*unknown].why);
    } else if (const auto failing = traced.script.failing()) {
      forget(state, traced.script, *failing, traced.script.verdicts[*failing].message);
    }
    const Catalog& catalog = planned_.catalog();
    for (const sql::Trace& trace : traced.traces) {
      for (const Id id : trace.made) {
        if (catalog.is_alive(id)) state.made.push_back(catalog.name(id));
      }
    }
    std::ranges::sort(state.made);
    // A registry row that is written in the script's own transaction cannot be lost alone.
    if (!is_applied && !traced.script.list.in_transaction) {
      state.again = run_traced(planned_, traced.script.list, true).script;
    }
    state.from_nothing = traced.script;
    search_.follow(traced, is_applied);
    traced_.push_back(std::move(traced));
  }

  /// Looks at the changes that were planned since the last call.
  void look(const Schema& live) {
    for (; looked_at_ < result_.changes.size(); ++looked_at_) {
      ChangeState& state = result_.changes[looked_at_];
      state.evidence = search_.find(looked_at_, traced_[looked_at_], live, result_.changes);
      state.presence = presence_of(state.evidence);
    }
  }

  void find_changed(const Schema& live) {
    result_.live = &live;
    const Catalog& catalog = planned_.catalog();
    if (!catalog.doubt_of_everything().empty()) return;
    std::unordered_map<std::string, const Change*> makers;
    for (std::size_t at = 0; at < result_.changes.size(); ++at) {
      for (const sql::Trace& trace : traced_[at].traces) {
        for (const Id id : trace.made) {
          if (catalog.is_alive(id)) makers[catalog.name(id)] = result_.changes[at].change;
        }
      }
    }
    DiffOptions options;
    options.without_owner = options.without_grants = options.without_comments = true;
    const Diff diff = diff_schemas(catalog.to_schema(), live, options);
    for (const Difference& difference : diff.differences) {
      if (difference.change != DifferenceKind::changed || difference.property == "name") continue;
      const auto maker = makers.find(difference.object);
      if (maker == makers.end() || core::is_of_cluster(difference.kind) ||
          catalog.is_doubtful(difference.object)) {
        continue;
      }
      result_.changed.push_back(difference);
      result_.changed_by.push_back(maker->second);
    }
  }

  void run_pending(const Schema& live, const std::vector<const Change*>& pending) {
    if (pending.empty()) return;
    sql::Simulator simulator(live, options_.simulator);
    const std::size_t first_new = simulator.catalog().count();
    std::size_t at = 0;
    bool has_failed = false;
    for (; at < pending.size() && !has_failed; ++at) {
      core::check_interruption();
      const Change& change = *pending[at];
      plan_change(change, false);
      PendingRun& run = result_.pending.emplace_back();
      run.change = &change;
      TracedScript traced = run_traced(simulator, result_.changes.back().from_nothing.list);
      run.hidden = find_hidden(planned_.catalog(), traced_.back(), simulator.catalog(), traced);
      for (RowQuestion& question :
           row_questions(simulator.catalog(), live, static_cast<Id>(first_new), traced)) {
        question.change = &change;
        question.is_prepared = written_.contains(question.schema + '.' + question.table);
        result_.questions.push_back(std::move(question));
      }
      note_writes(traced.script.list);
      has_failed = traced.script.failing().has_value();
      run.deploy = std::move(traced.script);
      if (!has_failed && options_.manner.verifies) {
        run.verify = run_traced(simulator, read_(change, Direction::verify), true).script;
        result_.verification_fails = has_failed = run.verify.failing().has_value();
      }
    }
    const std::size_t deployed = at - (has_failed && !result_.verification_fails ? 1 : 0);
    for (std::size_t rest = at; rest < pending.size(); ++rest) {
      result_.not_reached.push_back(pending[rest]);
      plan_change(*pending[rest], false);
    }
    forget_later_differences(live);
    if (has_failed && options_.manner.reverts_all && deployed > 0) {
      revert(simulator, {pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(deployed)},
             first_new);
    }
  }

  /// What a change did that no registry tells of is not held against those before it.
  void forget_what_unregistered_did() {
    const Catalog& catalog = planned_.catalog();
    const Catalog::Calm calm(catalog);
    std::set<std::string> gone;     // names, one that ends with '.' is all parts'
    std::set<std::string> changed;  // "name property"; the name alone where it was made anew
    for (std::size_t at = 0; at < result_.changes.size(); ++at) {
      const ChangeState& state = result_.changes[at];
      const bool is_there = state.presence == Presence::there || state.presence == Presence::partly;
      if (state.is_applied || state.is_shadowed || !is_there) continue;
      for (const sql::Trace& trace : traced_[at].traces) {
        for (const Id id : trace.removed) gone.insert(catalog.name(id));
        for (const Id id : trace.made) changed.insert(catalog.name(id));
        for (const sql::PropertyChange& change : trace.changed) {
          std::string name = catalog.name(change.object);
          if (change.property == "name" && name.ends_with(change.after)) {
            name.replace(name.size() - change.after.size(), change.after.size(), change.before);
            gone.insert(name);
            gone.insert(name + '.');
          } else {
            changed.insert(name + ' ' + change.property);
          }
        }
      }
    }
    if (gone.empty() && changed.empty()) return;
    const auto is_changed = [&](const std::string& object, const std::string& property) {
      return changed.contains(object) || changed.contains(object + ' ' + property);
    };
    for (ChangeState& state : result_.changes) {
      if (!state.is_applied) continue;
      const std::size_t forgotten = std::erase_if(state.evidence, [&](const Evidence& one) {
        if (one.is_there) return false;
        if (!one.property.empty()) return is_changed(one.object, one.property);
        return gone.contains(one.object) ||
               gone.contains(one.object.substr(0, one.object.rfind('.') + 1));
      });
      if (forgotten > 0) state.presence = presence_of(state.evidence);
    }
    for (std::size_t at = result_.changed.size(); at-- > 0;) {
      const Difference& one = result_.changed[at];
      if (!is_changed(one.object, one.property)) continue;
      result_.changed.erase(result_.changed.begin() + static_cast<std::ptrdiff_t>(at));
      result_.changed_by.erase(result_.changed_by.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }

  [[nodiscard]] Crossing take() && { return std::move(result_); }

 private:
  /// What differs from what a statement makes, but is as a later pending change leaves it, is no
  /// difference: all of them were carried out before.
  void forget_later_differences(const Schema& live) {
    const auto has_hidden = [](const PendingRun& run) { return !run.hidden.empty(); };
    if (std::ranges::none_of(result_.pending, has_hidden)) return;
    const Catalog now(live);
    for (PendingRun& run : result_.pending) {
      for (HiddenDifference& hidden : run.hidden) {
        const std::vector<std::string> left =
            differences_by_name(planned_.catalog(), now, hidden.kind, hidden.object);
        std::erase_if(hidden.differences, [&](const std::string& difference) {
          return std::ranges::find(left, difference) == left.end();
        });
      }
      std::erase_if(run.hidden,
                    [](const HiddenDifference& hidden) { return hidden.differences.empty(); });
    }
  }

  /// What the pending scripts write rows to: what is counted before them may be mended by then.
  void note_writes(const StatementList& list) {
    for (const StatementEffects& statement :
         sql::describe(list, options_.simulator.server_version)) {
      for (const Effect& effect : statement.effects) {
        if (effect.action == EffectAction::writes) written_.insert(effect.name);
      }
    }
  }

  static void forget(ChangeState& state, const RunScript& script, std::size_t at,
                     const std::string& why) {
    state.is_known = false;
    const Position& where = script.list.statements[at].where;
    state.why_unknown = core::format("{}:{}: {}", where.file, where.line, why);
  }

  void revert(sql::Simulator& simulator, std::vector<const Change*> deployed,
              std::size_t first_new) {
    result_.reverts = true;
    const Catalog& catalog = simulator.catalog();
    for (auto change = deployed.rbegin(); change != deployed.rend(); ++change) {
      const TracedScript traced = run_traced(simulator, read_(**change, Direction::revert));
      for (std::size_t at = 0; at < traced.traces.size(); ++at) {
        for (const Id id : traced.traces[at].removed) {
          if (id >= first_new || catalog[id].kind != ObjectKind::table) continue;
          Destruction& destroyed = result_.destroyed.emplace_back();
          destroyed.change = *change;
          destroyed.table = catalog.name(id);
          destroyed.schema = catalog[catalog[id].schema].own;
          destroyed.own = catalog[id].own;
          destroyed.where = traced.script.list.statements[at].where;
        }
      }
      if (const auto failing = traced.script.failing()) {
        // What its script dropped in the transaction that is then rolled back stays.
        const Change* const stopped = *change;
        std::erase_if(result_.destroyed, [&](const Destruction& one) {
          return one.change == stopped && find_table(catalog, one) != Catalog::none;
        });
        result_.revert_fails = core::format("{}: {}", traced.script.list.file,
                                            traced.script.verdicts[*failing].message);
        return;
      }
    }
  }

  static Id find_table(const Catalog& catalog, const Destruction& one) {
    const Catalog::Calm calm(catalog);
    const Id schema = catalog.schema(one.schema);
    return schema == Catalog::none ? schema : catalog.relation(schema, one.own);
  }

  const ReadStatements& read_;
  const CrossingOptions& options_;
  sql::Simulator planned_;
  EvidenceSearch search_{planned_.catalog()};
  Crossing result_;
  std::vector<TracedScript> traced_;
  std::size_t looked_at_ = 0;
  std::set<std::string> written_;
};

}  // namespace

Crossing cross_plan(const Plan& plan, const ReadStatements& read, const CrossingOptions& options) {
  Crossing crossing;
  core::run_on_large_stack([&] {
    const sql::ParseMemo memo;
    CrossRun run(read, options);
    for (const Change& change : plan.changes) {
      if (!change.shadowed) run.plan_change(change, false);
    }
    crossing = std::move(run).take();
  });
  return crossing;
}

struct Crosser::State {
  State(const Plan& planned, const Registry* registry, const ReadStatements& read,
        const CrossingOptions& options)
      : plan(planned), run(read, options) {
    if (registry != nullptr && registry->exists) {
      applied.insert(registry->applied.begin(), registry->applied.end());
      const core::PlanIndex index(plan);
      for (const std::string& id : registry->pending) pending.push_back(index.find(id));
      std::erase(pending, nullptr);
    } else {
      for (const Change& change : plan.changes) {
        if (!change.shadowed) pending.push_back(&change);
      }
    }
  }

  const Plan& plan;
  CrossRun run;
  std::set<std::string_view> applied;
  std::vector<const Change*> pending;
};

Crosser::Crosser(const Plan& plan, const Registry* registry, const ReadStatements& read,
                 const CrossingOptions& options)
    : state_(std::make_unique<State>(plan, registry, read, options)) {}

Crosser::~Crosser() = default;

void Crosser::run_applied() {
  core::run_on_large_stack([&] {
    const sql::ParseMemo memo;
    for (const Change& change : state_->plan.changes) {
      if (state_->applied.contains(change.id)) state_->run.plan_change(change, true);
    }
  });
}

Crossing Crosser::cross(const Schema& live) {
  core::run_on_large_stack([&] {
    const sql::ParseMemo memo;
    state_->run.look(live);
    state_->run.find_changed(live);
    state_->run.run_pending(live, state_->pending);
    state_->run.look(live);
    state_->run.forget_what_unregistered_did();
  });
  return std::move(state_->run).take();
}

Crossing cross(const Plan& plan, const Registry* registry, const Schema& live,
               const ReadStatements& read, const CrossingOptions& options) {
  Crosser crosser(plan, registry, read, options);
  crosser.run_applied();
  return crosser.cross(live);
}

}  // namespace plumbline::checks
