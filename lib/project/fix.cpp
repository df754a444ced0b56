/// Project::fix: decides what is repaired, and what must not be. The adapters write it
/// (adapters/edit.hpp), the pure parts of the decision are core/collision.hpp and
/// core/branches.hpp.
#include "project/fix.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "core/branches.hpp"
#include "core/call.hpp"
#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "postgres/connection.hpp"
#include "project/evidence.hpp"
#include "project/filter.hpp"
#include "project/git_history.hpp"
#include "project/simulate.hpp"
#include "project/unregistered.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline {

namespace {

constexpr std::string_view heads_rule = "plan/multiple-heads";
constexpr std::string_view revision_rule = "plan/duplicate-revision";
constexpr std::string_view unregistered_rule = "drift/unregistered";
constexpr std::string_view version_rule = "plan/duplicate-version";
/// Findings that carry their repair: each is decided by itself.
constexpr std::size_t most_with_fix = 100;

/// Files that claim one id; the one that the tool runs first.
using Claim = std::vector<const Change*>;

class Fixer {
 public:
  Fixer(const Project::State& state, const project::FixFacts& facts, const FixOptions& options)
      : state_(state),
        plan_(state.tree->plan()),
        facts_(facts),
        options_(options),
        filter_({.only = options.only}) {
    if (facts.registry != nullptr)
      applied_.insert(facts.registry->applied.begin(), facts.registry->applied.end());
  }

  /// All but the names of files, which are relative to the tree.
  FixResult decide() {
    collisions();
    heads();
    request_.lines = true;
    request_.wants = [&](std::string_view rule) { return filter_.wants(rule); };
    request_.registry = facts_.registry;
    if (options_.use_git) {
      request_.origin = [&](const std::string& file, int line) {
        return project::line_origin(state_.root, file, line);
      };
    }
    carry_out();
    tell_what_stays();
    return std::move(result_);
  }

  FixResult run() {
    result_ = decide();
    place();
    return std::move(result_);
  }

 private:
  Repair& note(RepairState repair, std::string_view rule, const Change& change,
               std::string message) {
    Repair& added = result_.repairs.emplace_back();
    added.state = repair;
    added.rule = rule;
    added.change = change.id;
    added.where = change.where;
    added.message = std::move(message);
    return added;
  }

  [[nodiscard]] bool is_applied(const Change& change) const { return applied_.contains(change.id); }

  // --- Several files with one id

  void collisions() {
    std::map<std::string_view, Claim> claims;
    std::vector<std::string_view> ids;  // in plan order
    for (const Change& change : plan_.changes) {
      if (change.deploy.file.empty()) continue;
      Claim& claim = claims[change.id];
      claim.push_back(&change);
      if (claim.size() == 2) ids.push_back(change.id);
    }
    const std::string_view rule =
        plan_.traits.records_checksums ? "plan/duplicate-version" : "plan/duplicate-revision";
    for (const Change& change : plan_.changes)
      if (!change.shadowed) kept_.push_back(&change);
    if (!filter_.wants(rule)) return;
    for (const std::string_view id : ids) {
      Claim& claim = claims[id];
      if (!facts_.only_change.empty() && id != facts_.only_change) continue;
      const Choice choice =
          plan_.traits.records_checksums ? choose_by_checksum(claim) : choose_by_schema(claim);
      if (choice.kept == nullptr) {
        note(RepairState::refused, rule, *claim.front(), choice.why);
        continue;
      }
      keep(claim, choice, rule);
    }
  }

  struct Choice {
    const Change* kept = nullptr;  ///< null = nobody can know
    std::string why;
  };

  /// The registry tells which of the files it has run.
  Choice choose_by_checksum(const Claim& claim) {
    const Change& first = *claim.front();
    if (facts_.registry != nullptr) {
      const auto row = std::ranges::find(facts_.registry->rows, first.id, &RegistryRow::id);
      if (row != facts_.registry->rows.end()) {
        for (const Change* change : claim)
          if (change->deploy.checksum == row->checksum)
            return {change, "the registry has its checksum"};
        return {nullptr, system::format("version {} is applied, and none of its files has the "
                                        "checksum that was recorded",
                                        first.id)};
      }
      if (facts_.registry->exists) return {&first, "none of them is applied"};
    }
    return {&first, "its name comes first"};
  }

  /// Alembic records ids alone: which file it was is told by what it made.
  Choice choose_by_schema(const Claim& claim) {
    const Change& runs = *claim.front();
    const bool is_pending = facts_.registry != nullptr && !is_applied(runs);
    if (facts_.schema == nullptr) {
      return {nullptr,
              system::format("revision \"{}\" is claimed by {} files, and only a database can "
                             "tell which of them has run: give one, or a snapshot",
                             runs.id, claim.size())};
    }
    std::vector<core::Footprint> prints;
    for (const Change* change : claim) prints.push_back(footprints_of(change));
    const core::Judgement judgement = core::which_is_applied(prints);
    using Kind = core::Judgement::Kind;
    if (judgement.kind == Kind::one) return {claim[judgement.which], judgement.why};
    if (is_pending || (judgement.kind == Kind::none && facts_.registry == nullptr)) {
      if (judgement.kind == Kind::none ||
          std::ranges::none_of(prints, [](const auto& print) { return !print.there.empty(); })) {
        return {&runs, "none of them has run, and Alembic would run this one"};
      }
    }
    return {nullptr, system::format("revision \"{}\" is applied, and nothing tells which of its "
                                    "files has run: {}",
                                    runs.id, judgement.why)};
  }

  const core::Footprint& footprints_of(const Change* change) {
    if (facts_.footprints->empty()) {
      std::map<std::string_view, int> files;
      for (const Change& each : plan_.changes) ++files[each.id];
      std::vector<const Change*> candidates;
      for (const Change& each : plan_.changes)
        if (files[each.id] > 1) candidates.push_back(&each);
      std::vector<core::Footprint> prints =
          project::footprints(*state_.tree, candidates, *facts_.schema);
      for (std::size_t i = 0; i < candidates.size(); ++i)
        facts_.footprints->emplace(candidates[i], std::move(prints[i]));
    }
    return facts_.footprints->at(change);
  }

  void keep(const Claim& claim, const Choice& choice, std::string_view rule) {
    std::erase_if(kept_, [&](const Change* change) { return change->id == choice.kept->id; });
    kept_.push_back(choice.kept);
    Claim others = claim;
    std::erase(others, choice.kept);
    std::ranges::sort(others, {}, [](const Change* change) { return change->deploy.file; });
    for (const Change* other : others) {
      request_.renumber.push_back(other);
      renumbered_.push_back(&note(RepairState::done, rule, *other,
                                  system::format("\"{}\" keeps \"{}\": {}",
                                                 choice.kept->deploy.file, other->id, choice.why)) -
                            result_.repairs.data());
    }
  }

  // --- Several heads

  void heads() {
    if (!plan_.traits.one_head) return;
    core::LinearOrder order{.heads = core::heads_of(kept_),
                            .is_applied = [&](const Change& change) { return is_applied(change); }};
    if (order.heads.empty()) return;
    request_.tail = order.heads.front()->id;
    if (order.heads.size() < 2) return;
    sort_heads(order);
    request_.tail = tail_of_renumbered(order.heads);
    if (!filter_.wants(heads_rule)) return;
    if (options_.heads == HeadRepair::merge) return merge(order.heads);
    const core::Linearisation line = core::linearise(kept_, order);
    if (!line.refusal.empty()) {
      note(RepairState::refused, heads_rule, *line.refused_at, line.refusal);
      return;
    }
    for (const auto& move : line.moves) {
      request_.repoint.push_back({move.base, move.parent});
      note(RepairState::done, heads_rule, *move.base,
           system::format("revision \"{}\" is put behind \"{}\", so that \"{}\" is the only head",
                          move.base->id, move.parent, line.tail));
    }
    request_.tail = line.tail;
  }

  /// What the database has comes first, then the older one.
  void sort_heads(core::LinearOrder& order) const {
    const std::vector<bool> has_applied = core::has_applied_branch(kept_, order);
    struct Key {
      bool is_pending;
      std::string date;
      std::string file;
      const Change* head;
    };
    std::vector<Key> keys;
    bool has_dates = true;
    for (std::size_t i = 0; i < order.heads.size(); ++i) {
      const Change* head = order.heads[i];
      keys.push_back({!has_applied[i], state_.tree->written_at(*head), head->deploy.file, head});
      has_dates &= !keys.back().date.empty();
    }
    std::ranges::sort(keys, [&](const Key& left, const Key& right) {
      if (left.is_pending != right.is_pending) return right.is_pending;
      if (has_dates && left.date != right.date) return left.date < right.date;
      return left.file < right.file;
    });
    std::ranges::transform(keys, order.heads.begin(), &Key::head);
  }

  /// Where several heads stay: the end of a line that goes through what was renumbered.
  [[nodiscard]] std::string tail_of_renumbered(const std::vector<const Change*>& heads) const {
    if (request_.renumber.empty()) return heads.back()->id;
    const std::string& id = request_.renumber.front()->id;
    std::map<std::string_view, const Change*> by_id;
    for (const Change* change : kept_) by_id.emplace(change->id, change);
    for (const Change* head : heads) {
      std::set<std::string_view> seen = {head->id};
      std::vector<const Change*> open = {head};
      while (!open.empty()) {
        const Change* change = open.back();
        open.pop_back();
        if (change->id == id) return head->id;
        for (const std::string& parent : change->parents) {
          const auto found = by_id.find(parent);
          if (found != by_id.end() && seen.insert(parent).second) open.push_back(found->second);
        }
      }
    }
    return heads.back()->id;
  }

  void merge(const std::vector<const Change*>& heads) {
    for (const Change* head : heads) request_.merge.push_back(head->id);
    note(RepairState::done, heads_rule, *heads.back(), "");
    merged_ = result_.repairs.size() - 1;
  }

  // --- Carrying it out

  void carry_out() {
    adapters::EditResult edit = state_.tree->edit(request_);
    if (!edit.refusal.empty()) {
      for (Repair& repair : result_.repairs) {
        if (repair.state != RepairState::done) continue;
        repair.state = RepairState::refused;
        repair.message = edit.refusal;
      }
    } else {
      tell_ids(edit);
      result_.fix = std::move(edit.fix);
    }
    for (adapters::EditNote& each : edit.notes) {
      Repair& repair = result_.repairs.emplace_back();
      repair.state = each.is_done ? RepairState::done : RepairState::refused;
      repair.rule = std::move(each.rule);
      repair.change = std::move(each.change);
      repair.where = std::move(each.where);
      repair.message = std::move(each.message);
    }
  }

  void tell_ids(const adapters::EditResult& edit) {
    for (std::size_t i = 0; i < renumbered_.size(); ++i) {
      Repair& repair = result_.repairs[static_cast<std::size_t>(renumbered_[i])];
      repair.message =
          system::format("\"{}\" becomes \"{}\", {}", request_.renumber[i]->deploy.file,
                         edit.new_ids.at(i), repair.message);
    }
    if (merged_ < result_.repairs.size())
      result_.repairs[merged_].message = system::format("revision \"{}\" joins {}", edit.merge_id,
                                                        system::join(request_.merge, " and "));
  }

  /// Findings that look as if they could be repaired.
  void tell_what_stays() {
    constexpr std::string_view rule = "plan/mixed-reversible";
    if (!filter_.wants(rule)) return;
    for (const Finding& finding : plan_.findings) {
      if (finding.rule != rule) continue;
      Repair& repair = result_.repairs.emplace_back();
      repair.state = RepairState::told;
      repair.rule = rule;
      repair.where = finding.where;
      repair.message = "a way back is for people to write: " + finding.message;
    }
  }

  /// Names of files as seen from the given PATH, or from the tree where it lies outside of that.
  void place() {
    const std::string& project = state_.path;
    const bool is_outside =
        project == ".." || project.starts_with("../") || project.starts_with('/');
    result_.root = is_outside ? state_.root : state_.context->base;
    const auto move = [&](std::string& file) {
      if (!file.empty()) file = system::normalise_path(system::join_path(project, file));
    };
    if (!is_outside) change_files(result_.fix, move);
    for (Repair& repair : result_.repairs) {
      repair.project = project;
      move(repair.where.file);
    }
  }

  const Project::State& state_;
  const Plan& plan_;
  const project::FixFacts& facts_;
  const FixOptions& options_;
  project::Filter filter_;
  std::set<std::string_view> applied_;
  std::vector<const Change*> kept_;  ///< each id once
  adapters::EditRequest request_;
  std::vector<std::ptrdiff_t> renumbered_;  ///< the repairs of request_.renumber
  std::size_t merged_ = static_cast<std::size_t>(-1);
  FixResult result_;
};

bool has_collision(const Plan& plan) {
  return std::ranges::any_of(plan.changes, &Change::shadowed);
}

}  // namespace

namespace project {

FixResult make_fix(const Project::State& state, const FixFacts& facts, const FixOptions& options) {
  return Fixer(state, facts, options).run();
}

bool needs_schema(const std::vector<Finding>& findings) {
  return std::ranges::find(findings, revision_rule, &Finding::rule) != findings.end();
}

void add_fixes(std::vector<Finding>& findings, const Project::State& state, const FixFacts& known) {
  std::size_t made = 0;
  std::set<std::string> decided;
  Footprints footprints;
  for (Finding& finding : findings) {
    const bool is_collision = finding.rule == revision_rule || finding.rule == version_rule;
    if (finding.fix || (!is_collision && finding.rule != heads_rule)) continue;
    if (finding.rule == revision_rule && known.schema == nullptr) continue;
    // The files of one id are repaired together: the first finding of them has it.
    if (is_collision && !decided.insert(finding.change).second) continue;
    if (++made > most_with_fix) return;
    FixFacts facts = known;
    facts.footprints = &footprints;
    if (is_collision) facts.only_change = finding.change;
    FixOptions options;
    options.only = {finding.rule};
    try {
      FixResult result = Fixer(state, facts, options).decide();
      if (!result.is_refused() && !result.fix.empty()) finding.fix = std::move(result.fix);
    } catch (const Error& error) {
      if (error.status() != Status::io && error.status() != Status::not_found) throw;
    }
  }
}

}  // namespace project

FixResult Project::fix(Target* target, const FixOptions& options) const {
  return core::run_call(options.control, "fix", [&](const core::Call& call) {
    project::FixFacts facts{.schema = options.schema};
    Registry registry;
    std::optional<Schema> live;
    sql::SimulatorOptions simulator;
    if (target != nullptr) {
      postgres::SnapshotScope snapshot(target->connection());
      registry = state_->tree->read_registry(target->connection());
      facts.registry = &registry;
      const bool is_asked = has_collision(plan()) || !registry.pending.empty() || !registry.exists;
      if (options.schema == nullptr && is_asked)
        facts.schema = &live.emplace(capture_schema(*target, {}));
      if (facts.schema != nullptr)
        simulator = project::simulation_options(target, facts.schema->source().server_version);
      snapshot.end();
    }
    project::Footprints footprints;
    facts.footprints = &footprints;
    FixResult result = project::make_fix(*state_, facts, options);
    const bool wants_commands = project::Filter({.only = options.only}).wants(unregistered_rule);
    if (facts.registry != nullptr && facts.schema != nullptr && wants_commands) {
      result.commands = project::register_commands(
          *this, {.registry = registry, .schema = *facts.schema, .simulator = simulator});
    }
    call.tell_progress(path(), 1, 1);
    return result;
  });
}

}  // namespace plumbline
