/// config/unexpanded-variable: `$NAME` in a setting that names the database, where nothing expands
/// it. sqitch takes sqitch.conf as it stands; SQLAlchemy refuses the text, unless env.py puts
/// another URL in its place. sqlx reads .env by dotenvy, which does expand, so it is left out.

#include "checks/checks.hpp"
#include "checks/config/target_uri.hpp"
#include "core/format.hpp"

namespace plumbline::checks::config {

namespace {

/// A dollar sign in the middle of a password is a character like any other.
Variable variable_of(std::string_view value) {
  const TargetUri uri = split_target(value);
  for (Variable found = find_variable(value); !found.text.empty();
       found = find_variable(value, found.offset + found.text.size())) {
    const bool is_in_password = !uri.password.empty() && found.text.data() >= uri.password.data() &&
                                found.text.data() < uri.password.data() + uri.password.size();
    if (!is_in_password || found.text == uri.password || found.text[1] == '{') return found;
  }
  return {};
}

}  // namespace

std::vector<Finding> unexpanded_variable(const Settings& settings, std::string_view tool) {
  std::vector<Finding> findings;
  if (tool == "sqlx") return findings;
  for (const Setting& setting : settings.entries) {
    if (setting.kind != SettingKind::target || setting.where.line == 0) continue;
    const Variable variable = variable_of(setting.value);
    if (variable.text.empty()) continue;
    const bool may_differ = settings.target_may_be_replaced;
    Finding finding = make_finding(
        "config/unexpanded-variable",
        core::format("\"{}\" holds \"{}\", which {} never expands{}", setting.key, variable.text,
                     tool, may_differ ? "; env.py has to put the real URL in its place" : ""),
        setting.where);
    // What env.py does is not known, so this is a note and no verdict.
    if (may_differ) finding.severity = Severity::info;
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<Finding> unexpanded_variable(const Pipeline& pipeline) {
  std::vector<Finding> findings;
  for (const PipelineFile& file : pipeline.files) {
    for (const PipelineStep& step : file.steps) {
      for (const PipelineCommand& command : step.commands) {
        if (!command.target || command.target->is_expanded) continue;
        const Variable variable = find_variable(command.target->value);
        if (variable.text.empty()) continue;
        findings.push_back(make_finding(
            "config/unexpanded-variable",
            core::format("{} gets \"{}\" in quotes that no shell looks into, so nothing expands it",
                         command.name, variable.text),
            command.target->where));
      }
    }
  }
  return findings;
}

}  // namespace plumbline::checks::config
