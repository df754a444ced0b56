/// Follows App::Sqitch::Engine's deploy, _sync_plan and check_deploy_dependencies, and
/// Role::DBIEngine's queries. The state is the row of largest committed_at and
/// nothing else.
#include "adapters/sqitch/judge.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/text_variants.hpp"
#include "plumbline/error.hpp"
#include "system/digest.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::sqitch {

namespace {

constexpr double known_release = 1.1;

class Judge {
 public:
  Judge(const JudgeFacts& facts, RecordedState recorded)
      : facts_(facts),
        plan_(facts.plan_file),
        recorded_(std::move(recorded)),
        is_applied_(facts.plan_file.changes.size()) {}

  Registry run() {
    registry_.exists = recorded_.exists;
    registry_.table = recorded_.table;
    registry_.findings = std::move(recorded_.findings);
    for (Finding& finding : registry_.findings) finding.where.file = plan_.file;
    registry_.rows.reserve(recorded_.changes.size());
    for (RecordedChange& change : recorded_.changes) {
      if (change.project == plan_.project) add_row(change);
    }
    if (!registry_.rows.empty()) registry_.current = {registry_.rows.size() - 1};
    add_applied();
    if (plan_.refusal) {
      refuse(plan_.refusal->message, plan_.refusal->line.value_or(0));
    } else if (recorded_.exists && !recorded_.was_read) {
      return std::move(registry_);
    }
    judge_deploy();
    return std::move(registry_);
  }

 private:
  void refuse(std::string message, int line = 0) {
    if (registry_.refusal) return;
    registry_.refusal = ToolSays{
        .command = "sqitch deploy", .message = std::move(message), .exit_status = 2, .line = line};
  }

  [[nodiscard]] std::string differs_in(const RecordedChange& change, const Script& script) const {
    if (!change.script_hash) return {};
    if (script.checksum.empty() || script.checksum == *change.script_hash) return {};
    try {
      const std::string text =
          system::read_file(system::join_path(facts_.root, script.file), facts_.limits);
      for (const core::TextVariant& variant : core::text_variants(text)) {
        if (system::sha1_hex(variant.text) == *change.script_hash)
          return std::string(variant.difference);
      }
    } catch (const Error&) {
      return {};  // gone since the plan was read: then it differs in everything
    }
    return {};
  }

  /// Takes over what only the row tells: its people and its note.
  void add_row(RecordedChange& change) {
    RegistryRow& row = registry_.rows.emplace_back();
    row.id = change.id;
    row.name = change.name;
    row.applied_at = change.committed_at;
    row.applied_by = std::move(change.committer);
    // Registries upgraded from 1.0 hold the id in place of a hash; sqitch replaces it at its next
    // deploy.
    if (change.script_hash && *change.script_hash != change.id) row.checksum = *change.script_hash;
    if (const auto index = facts_.index.by_id(change.id)) {
      row.difference = differs_in(change, facts_.plan.changes[*index].deploy);
      if (plan_.changes[*index].id == change.id) is_applied_[*index] = true;
    }
    if (facts_.with_attributes) add_attributes(row, change);
    states_.push_back(&change);
  }

  static void add_attributes(RegistryRow& row, RecordedChange& change) {
    row.attributes.push_back({"planner", std::move(change.planner), {}});
    if (!change.note.empty()) row.attributes.push_back({"note", std::move(change.note), {}});
    for (const std::string& tag : change.tags) row.attributes.push_back({"tag", tag, {}});
    if (change.failures > 0)
      row.attributes.push_back({"failed_deploys", std::to_string(change.failures), {}});
  }

  void add_applied() {
    for (std::size_t i = 0; i < plan_.changes.size(); ++i) {
      if (is_applied_[i]) registry_.applied.push_back(plan_.changes[i].id);
    }
  }

  void judge_deploy() {
    std::size_t first = 0;
    if (!states_.empty()) {
      const RecordedChange& state = *states_.back();
      const auto index = facts_.index.by_id(state.id);
      if (!index) {
        std::string name = state.name;
        for (const std::string& tag : state.tags) name += " " + tag;
        std::string message =
            system::format("Cannot find change {} ({}) in {}", state.id, name, plan_.file);
        refuse(message);
        if (registry_.refusal) registry_.rows.back().refusal = registry_.refusal;
        return;
      }
      first = *index + 1;
    }
    for (std::size_t i = first; i < plan_.changes.size(); ++i)
      registry_.pending.push_back(plan_.changes[i].id);
    if (first == plan_.changes.size()) return;
    check_release();
    if (states_.empty()) check_project();
    for (const RecordedChange& change : recorded_.changes) deployed_.insert(change.id);
    check_dependencies(first);
    check_not_deployed(first);
  }

  void check_release() {
    double version = 0;
    const char* const begin = recorded_.version.data();
    std::from_chars(begin, begin + recorded_.version.size(), version);
    if (version > known_release) {
      refuse(system::format(
          "Registry version is {} but 1.1 is the latest known. Please upgrade Sqitch.",
          recorded_.version));
    }
  }

  /// As `register_project`, which sqitch asks when nothing of the project is deployed.
  void check_project() {
    const auto own = std::ranges::find(recorded_.projects, plan_.project, &RecordedProject::name);
    const std::string& uri = plan_.written_uri;
    if (own != recorded_.projects.end()) {
      if (plan_.uri && !own->uri) {
        refuse(system::format("Cannot register \"{}\" with URI {}: already exists with NULL URI",
                              plan_.project, uri));
      } else if (!plan_.uri && own->uri) {
        refuse(system::format("Cannot register \"{}\" without URI: already exists with URI {}",
                              plan_.project, *own->uri));
      } else if (plan_.uri && uri != *own->uri) {
        refuse(system::format("Cannot register \"{}\" with URI {}: already exists with URI {}",
                              plan_.project, uri, *own->uri));
      }
      return;
    }
    if (!plan_.uri) return;
    const auto other = std::ranges::find_if(
        recorded_.projects, [&](const RecordedProject& project) { return project.uri == uri; });
    if (other != recorded_.projects.end()) {
      refuse(system::format(
          "Cannot register \"{}\" with URI {}: project \"{}\" already using that URI",
          plan_.project, uri, other->name));
    }
  }

  void check_dependencies(std::size_t first) {
    std::vector<std::string> conflicts;
    std::vector<std::string> missing;
    std::unordered_set<std::string_view> seen;
    const auto add = [&](std::vector<std::string>& list, const Dependency& dependency) {
      std::string form = dependency.written_form(plan_.project);
      if (std::ranges::find(list, form) == list.end()) list.push_back(std::move(form));
    };
    for (std::size_t i = first; i < plan_.changes.size(); ++i) {
      for (const Dependency& dependency : plan_.changes[i].conflicts) {
        if (is_met(dependency, seen)) add(conflicts, dependency);
        if (registry_.refusal) return;
      }
      for (const Dependency& dependency : plan_.changes[i].requirements) {
        if (!is_met(dependency, seen)) add(missing, dependency);
        if (registry_.refusal) return;
      }
      seen.insert(plan_.changes[i].id);
    }
    std::string message;
    if (!conflicts.empty()) {
      message = system::format("Conflicts with previously deployed change{}: {}",
                               conflicts.size() == 1 ? "" : "s", system::join(conflicts, " "));
    }
    if (!missing.empty()) {
      message += system::format("{}Missing required change{}: {}", message.empty() ? "" : "\n",
                                missing.size() == 1 ? "" : "s", system::join(missing, " "));
    }
    if (!message.empty()) refuse(std::move(message));
  }

  /// Whether the dependency's change is deployed or about to be, above it in this run.
  bool is_met(const Dependency& dependency, const std::unordered_set<std::string_view>& seen) {
    const bool is_own = !dependency.project || *dependency.project == plan_.project;
    if (!dependency.id.empty())
      return seen.contains(dependency.id) || deployed_.contains(dependency.id);
    if (!is_own) return is_deployed_elsewhere(dependency);
    const auto index = facts_.index.first(dependency.key_name());
    if (!index) {
      const bool has_unknown_tag = dependency.tag && !dependency.change.empty() &&
                                   !facts_.index.first("@" + *dependency.tag);
      refuse(has_unknown_tag ? system::format("Unknown tag \"@{}\"", *dependency.tag)
                             : system::format("Unable to find change \"{}\" in plan {}",
                                              dependency.key_name(), plan_.file));
      return false;
    }
    const std::string& id = plan_.changes[*index].id;
    return seen.contains(id) || deployed_.contains(id);
  }

  /// As `change_id_for` with the name of another project.
  [[nodiscard]] bool is_deployed_elsewhere(const Dependency& dependency) const {
    const std::string& project = *dependency.project;
    const auto is_named = [&](const RecordedChange& change) {
      return change.project == project &&
             (dependency.change.empty() || change.name == dependency.change);
    };
    if (!dependency.tag) return std::ranges::any_of(recorded_.changes, is_named);
    const std::string& tag = *dependency.tag;
    if (tag == "HEAD" || (tag == "ROOT" && dependency.change.empty()))
      return std::ranges::any_of(recorded_.changes, is_named);
    return std::ranges::any_of(recorded_.tags, [&](const RecordedTag& recorded) {
      if (recorded.project != project || recorded.tag != "@" + tag) return false;
      return dependency.change.empty() ||
             std::ranges::any_of(recorded_.changes, [&](const RecordedChange& change) {
               return is_named(change) && change.committed_at <= recorded.committed_at;
             });
    });
  }

  void check_not_deployed(std::size_t first) {
    std::vector<std::string> again;
    for (std::size_t i = first; i < plan_.changes.size(); ++i) {
      const PlannedChange& change = plan_.changes[i];
      if (!deployed_.contains(change.id)) continue;
      std::string label = change.name;
      for (std::size_t tag = change.tags_begin; tag < change.tags_end; ++tag)
        label += " @" + plan_.tags[tag].name;
      again.push_back(system::format("{} ({})", label, change.id));
    }
    if (again.size() == 1)
      refuse(system::format("Change \"{}\" has already been deployed", again.front()));
    if (again.size() > 1)
      refuse(system::format("Changes have already been deployed: {}", system::join(again, ", ")));
  }

  const JudgeFacts& facts_;
  const PlanFile& plan_;
  RecordedState recorded_;
  std::vector<bool> is_applied_;                   // by change of the plan
  std::unordered_set<std::string_view> deployed_;  // ids in `changes`, of every project
  std::vector<const RecordedChange*> states_;      // of this project, by committed_at
  Registry registry_;
};

}  // namespace

Registry judge(const JudgeFacts& facts, RecordedState recorded) {
  return Judge(facts, std::move(recorded)).run();
}

}  // namespace plumbline::adapters::sqitch
