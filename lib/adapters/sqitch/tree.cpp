#include "adapters/sqitch/tree.hpp"

#include <algorithm>

#include "adapters/sqitch/judge.hpp"
#include "adapters/sqitch/recorded.hpp"
#include "adapters/sqitch/run.hpp"
#include "plumbline/error.hpp"
#include "system/digest.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqitch {

SqitchTree::SqitchTree(const Place& place, const TreeOptions& options)
    : place_(place),
      options_(options),
      config_(read_config(place.root, options.environment, options.limits)) {
  bool is_first = true;
  for (const auto& asked : list_targets(config_)) {
    TargetResult result = resolve_target(config_, options_.environment, asked);
    if (result.target && system::normalise_path(result.target->files.plan_file) ==
                             system::normalise_path(place.file)) {
      target_ = std::move(result.target);
      is_default_ = is_first;
      break;
    }
    is_first = false;
  }
  files_ = target_ ? target_->files : resolve_files(config_, "", "");
  files_.plan_file = place.file;
  read_plan_file();
  index_ = std::make_unique<ChangeIndex>(plan_file_);
  plan_ = make_plan(plan_file_, *index_, files_, place_.root, options_);
  plan_.findings.insert(plan_.findings.begin(), config_.findings.begin(), config_.findings.end());
  settings_ = make_settings(config_, options_.environment);
}

/// A plan file that is not there, or no file, is refused in sqitch's words; see `load` in
/// App::Sqitch::Plan.
void SqitchTree::read_plan_file() {
  const std::string path = system::join_path(place_.root, place_.file);
  std::string says;
  if (!system::is_file(path)) {
    says = system::is_folder(path)
               ? system::format("Plan file {} is not a regular file", place_.file)
               : system::format("Plan file {} does not exist", place_.file);
    plan_file_.file = place_.file;
    plan_file_.refusal = PlanRefusal{says, "plan", std::nullopt};
    Finding finding = make_finding(
        "plan/syntax",
        system::format("plan file \"{}\" is not there", system::escape_for_display(place_.file)),
        {place_.file, 0, 0, 0});
    finding.tool_says =
        ToolSays{.command = "sqitch plan", .message = says, .exit_status = 2, .line = 0};
    plan_file_.findings.push_back(std::move(finding));
    return;
  }
  const std::string text = system::read_file(path, options_.limits);
  plan_file_ = read_plan(text, place_.file);
  std::string digest;
  for (Finding& finding : plan_file_.findings) {
    if (!finding.fix) continue;
    if (digest.empty()) digest = system::sha256_hex(text);
    finding.fix->read = {{place_.file, digest}};
  }
}

std::vector<std::string> SqitchTree::claims() const {
  std::vector<std::string> claimed;
  const std::string root = system::real_path(place_.root);
  const auto claim = [&](const std::string& path) {
    std::string real = system::real_path(system::join_path(place_.root, path));
    if (!real.empty() && real != root) claimed.push_back(std::move(real));
  };
  claim(place_.file);
  // Targets of one configuration may share their scripts; the default target's tree claims them.
  if (is_default_) {
    for (const ScriptFolders* kind : {&files_.deploy, &files_.revert, &files_.verify}) {
      claim(kind->current);
      claim(kind->reworked);
    }
  }
  std::ranges::sort(claimed);
  claimed.erase(std::unique(claimed.begin(), claimed.end()), claimed.end());
  return claimed;
}

std::string SqitchTree::tool_json() const { return plan_json(plan_file_, files_); }

std::string SqitchTree::answer(std::string_view file_name, std::string_view questions) const {
  if (file_name == "names.txt") return targets_json(config_, options_.environment, questions);
  if (file_name == "uris.txt") return uris_json(questions);
  throw Error(Status::argument,
              system::format("sqitch has no answers for \"{}\"; ask names.txt or uris.txt",
                             system::escape_for_display(file_name)));
}

const Change* SqitchTree::find(std::string_view reference) const {
  const auto found = index_->get(reference);
  return found ? &plan_.changes[*found] : nullptr;
}

std::string SqitchTree::registry_schema() const {
  return target_ && target_->registry ? *target_->registry : "sqitch";
}

std::unique_ptr<Runner> SqitchTree::make_runner(const RunnerOptions& options) const {
  if (target_ && !target_->engine.empty() && target_->engine != "pg") {
    throw Error(Status::unsupported,
                system::format("project \"{}\" is for engine \"{}\"; only PostgreSQL can be gated",
                               plan_file_.project, target_->engine));
  }
  // Only what belongs to the engine, and to no named target, holds for a URI as well.
  const bool is_of_engine = is_default_ && target_ && target_->name.find(':') != std::string::npos;
  return sqitch::make_runner(
      {.place = place_,
       .plan = &plan_,
       .project = plan_file_.project,
       .files = files_,
       .registry = registry_schema(),
       .variables = target_ ? target_->variables : std::map<std::string, std::string>(),
       .client = target_ ? target_->client.value_or("") : "",
       .is_default = is_of_engine,
       .environment = options_.environment},
      options);
}

Registry SqitchTree::read_registry(postgres::Connection& connection) const {
  const JudgeFacts facts{.plan_file = plan_file_,
                         .index = *index_,
                         .plan = plan_,
                         .root = place_.root,
                         .limits = options_.limits,
                         .with_attributes = options_.with_attributes};
  return judge(facts, read_recorded(connection, registry_schema(), plan_file_.project));
}

}  // namespace plumbline::adapters::sqitch
