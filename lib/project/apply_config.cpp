#include "project/apply_config.hpp"

#include <algorithm>

#include "core/glob.hpp"
#include "plumbline/rule.hpp"
#include "system/files.hpp"

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

}  // namespace

bool Config::ignores(std::string_view path) const {
  if (ignored.empty()) return false;
  const std::string whole = system::normalise_path(system::join_path(prefix, path));
  return std::ranges::any_of(
      ignored, [&](const std::string& pattern) { return path_matches(pattern, whole); });
}

Applied apply_config(const Config& config, std::vector<Finding> findings, Baseline baseline) {
  Applied applied;
  applied.used.resize(config.suppressions.size());
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
    if (is_kept && !baseline.take(finding)) applied.findings.push_back(std::move(finding));
  }
  return applied;
}

}  // namespace plumbline::project
