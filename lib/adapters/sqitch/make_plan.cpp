/// The core model from a read plan; declared in tree.hpp.
#include <algorithm>

#include "adapters/sqitch/scripts.hpp"
#include "adapters/sqitch/tree.hpp"
#include "plumbline/error.hpp"
#include "system/digest.hpp"

namespace plumbline::adapters::sqitch {

namespace {

class PlanMaker {
 public:
  PlanMaker(const PlanFile& source, const ChangeIndex& index, const TargetFiles& files,
            const std::string& root, const TreeOptions& options)
      : source_(source),
        index_(index),
        files_(files),
        options_(options),
        listings_(root, options.limits),
        finder_(source, files, listings_) {}

  Plan make() {
    plan_.tool = "sqitch";
    plan_.name = source_.project;
    plan_.file = source_.file;
    plan_.traits = {.one_head = false,
                    .unique_checksums = true,
                    .linear = true,
                    .ids_are_hashes = true,
                    .records_checksums = false,
                    .scripts_are_separate = true};
    plan_.findings = source_.findings;
    if (source_.refusal) {
      plan_.refusal = ToolSays{.command = "sqitch plan",
                               .message = source_.refusal->message,
                               .exit_status = 2,
                               .line = source_.refusal->line.value_or(0)};
    }
    plan_.changes.reserve(source_.changes.size());
    for (std::size_t i = 0; i < source_.changes.size(); ++i) add_change(i);
    add_checksums();
    if (!plan_.changes.empty()) {
      plan_.bases = {plan_.changes.front().id};
      plan_.heads = {plan_.changes.back().id};
    }
    if (source_.uri) plan_.attributes.push_back({"uri", *source_.uri, {source_.file, 0, 0, 0}});
    for (const PlannedTag& tag : source_.tags)
      plan_.attributes.push_back({"tag", "@" + tag.name, tag.where});
    add_orphans();
    return std::move(plan_);
  }

 private:
  void add_change(std::size_t i) {
    const PlannedChange& planned = source_.changes[i];
    Change& change = plan_.changes.emplace_back();
    change.id = planned.id;
    change.name = planned.name;
    change.where = planned.where;
    if (i > 0) change.parents.push_back(source_.changes[i - 1].id);
    for (const Dependency& dependency : planned.requirements)
      change.requirements.push_back(refer(dependency));
    for (const Dependency& dependency : planned.conflicts)
      change.conflicts.push_back(refer(dependency));
    ChangeScripts scripts = finder_.find(i);
    change.deploy = std::move(scripts.deploy);
    change.revert = std::move(scripts.revert);
    change.verify = std::move(scripts.verify);
    if (options_.with_attributes) change.attributes = attributes(planned);
  }

  [[nodiscard]] Reference refer(const Dependency& dependency) const {
    Reference reference{dependency.written_form(source_.project), {}, dependency.where};
    if (dependency.project && *dependency.project != source_.project) return reference;
    const auto found = index_.first(dependency.key_name());
    if (found) reference.target = source_.changes[*found].id;
    return reference;
  }

  void add_checksums() {
    if (options_.checksums == Checksums::none) return;
    std::vector<Script*> scripts;
    scripts.reserve(plan_.changes.size());
    for (Change& change : plan_.changes) {
      if (change.deploy.exists) scripts.push_back(&change.deploy);
    }
    if (options_.checksums == Checksums::repeated) keep_similar(scripts, listings_.root());
    for (Script* script : scripts) script->checksum = checksum(script->file);
  }

  /// As `_deploy_hash`: SHA-1 of the raw bytes. A script that cannot be read is found again by
  /// whoever runs it.
  std::string checksum(const std::string& file) {
    try {
      return system::sha1_hex(
          system::read_file(system::join_path(listings_.root(), file), options_.limits));
    } catch (const Error& error) {
      plan_.findings.push_back(
          make_finding("plan/missing-script", error.fields().message, {file, 0, 0, 0}));
      return {};
    }
  }

  [[nodiscard]] std::vector<Attribute> attributes(const PlannedChange& planned) const {
    std::vector<Attribute> list;
    list.reserve(4 + planned.tags_end - planned.tags_begin);
    if (!planned.change_operator.empty())
      list.push_back({"operator", planned.change_operator, planned.where});
    list.push_back({"timestamp", planned.timestamp, planned.timestamp_where});
    list.push_back({"planner_name", planned.planner_name, planned.where});
    list.push_back({"planner_email", planned.planner_email, planned.where});
    if (!planned.note.empty()) list.push_back({"note", planned.note, planned.where});
    for (std::size_t tag = planned.tags_begin; tag < planned.tags_end; ++tag) {
      list.push_back({"tag", "@" + source_.tags[tag].name, source_.tags[tag].where});
    }
    return list;
  }

  /// A line that could not be read may be the one that a script belongs to, so then nothing is
  /// called an orphan.
  void add_orphans() {
    if (source_.has_unread_lines || source_.file.empty() ||
        (source_.refusal && source_.refusal->ident == "plan"))
      return;
    std::ranges::move(find_orphans(files_, listings_, options_.limits),
                      std::back_inserter(plan_.findings));
  }

  const PlanFile& source_;
  const ChangeIndex& index_;
  const TargetFiles& files_;
  const TreeOptions& options_;
  FolderListings listings_;
  ScriptFinder finder_;
  Plan plan_;
};

}  // namespace

Plan make_plan(const PlanFile& plan_file, const ChangeIndex& index, const TargetFiles& files,
               const std::string& root, const TreeOptions& options) {
  return PlanMaker(plan_file, index, files, root, options).make();
}

}  // namespace plumbline::adapters::sqitch
