/// What plumbline.toml does to a finished list of findings.
#include <algorithm>

#include "core/glob.hpp"
#include "core/json_value.hpp"
#include "plumbline/error.hpp"
#include "plumbline/rule.hpp"
#include "project/config.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::project {

namespace {

/// A pattern for a folder means everything below it.
bool path_matches(std::string_view pattern, std::string_view path) {
  if (core::glob_matches(pattern, path)) return true;
  while (pattern.ends_with('/')) pattern.remove_suffix(1);
  return path.starts_with(pattern) && path.size() > pattern.size() && path[pattern.size()] == '/';
}

bool matches(const Suppression& suppression, const Finding& finding, std::string_view path) {
  return rule_matches(suppression.rule, finding.rule) &&
         (suppression.path.empty() || path_matches(suppression.path, path)) &&
         (suppression.change.empty() || core::glob_matches(suppression.change, finding.change));
}

/// What stays the same when lines move and messages are worded better.
std::string baseline_key(std::string_view rule, std::string_view path, std::string_view change,
                         std::string_view object) {
  std::string key;
  for (const std::string_view part : {rule, path, change, object}) {
    key += part;
    key += '\n';
  }
  return key;
}

}  // namespace

void load_baseline(Config& config, const Limits& limits) {
  if (config.baseline.empty()) return;
  const std::string file = system::join_path(system::parent_path(config.file), config.baseline);
  const std::string text = system::read_file(file, limits);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return;
  core::JsonValue report;
  try {
    report = core::read_json(text);
  } catch (const Error&) {
    // Told below: it holds no report.
  }
  if (report.text_of("schema") != "plumbline.report/1") {
    throw Error(Status::configuration,
                system::format("baseline \"{}\" is no report of plumbline check in JSON",
                               system::escape_for_display(config.baseline)));
  }
  for (const core::JsonValue& finding : report.list_of("findings")) {
    const std::string& where = finding.text_of("file");
    const std::string path =
        where.empty() ? finding.text_of("project") : system::normalise_path(where);
    ++config.known[baseline_key(finding.text_of("rule"), path, finding.text_of("change"),
                                finding.text_of("object"))];
  }
}

bool Config::ignores(std::string_view path) const {
  if (ignored.empty()) return false;
  const std::string whole = system::normalise_path(system::join_path(prefix, path));
  return std::ranges::any_of(
      ignored, [&](const std::string& pattern) { return path_matches(pattern, whole); });
}

Applied apply_config(const Config& config, std::vector<Finding> findings) {
  Applied applied;
  applied.used.resize(config.suppressions.size());
  if (config.file.empty()) {
    applied.findings = std::move(findings);
    return applied;
  }
  std::map<std::string, std::size_t> known = config.known;
  for (Finding& finding : findings) {
    const std::string path =
        finding.where.file.empty()
            ? finding.project
            : system::normalise_path(system::join_path(config.prefix, finding.where.file));
    bool is_kept = finding.where.file.empty() || !config.ignores(finding.where.file);
    for (const RuleLevel& level : config.levels) {
      if (!rule_matches(level.pattern, finding.rule)) continue;
      is_kept = is_kept && level.severity.has_value();
      if (level.severity) finding.severity = *level.severity;
    }
    for (std::size_t i = 0; i < config.suppressions.size(); ++i) {
      if (!matches(config.suppressions[i], finding, path)) continue;
      applied.used[i] = true;
      is_kept = false;
    }
    if (is_kept && !known.empty()) {
      const auto before =
          known.find(baseline_key(finding.rule, path, finding.change, finding.object));
      if (before != known.end() && before->second > 0) {
        --before->second;
        is_kept = false;
      }
    }
    if (is_kept) applied.findings.push_back(std::move(finding));
  }
  return applied;
}

}  // namespace plumbline::project
