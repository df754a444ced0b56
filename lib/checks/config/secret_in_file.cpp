/// config/secret-in-file: a password in a configuration file. The message names the place, never
/// the value. A `.env` file is where a password belongs: whether git tracks it cannot be known
/// without asking git, so it is left out.

#include <algorithm>

#include "checks/checks.hpp"
#include "checks/config/target_uri.hpp"
#include "core/format.hpp"

namespace plumbline::checks::config {

namespace {

/// Text that stands for a password and is none: a variable, an interpolation, a mask.
bool is_stand_in(std::string_view password) {
  if (password.empty() || password.starts_with('$') || password.starts_with('<') ||
      password.starts_with('{'))
    return true;
  if (password.find("%(") != password.npos || password.find("${") != password.npos) return true;
  const char first = password.front();
  const bool is_mask = first == '*' || first == 'x' || first == 'X' || first == '.';
  return is_mask && password.find_first_not_of(first) == password.npos;
}

bool is_environment_file(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  return file.substr(slash == file.npos ? 0 : slash + 1).starts_with(".env");
}

/// What `alembic init` writes.
constexpr std::string_view stock_url = "driver://user:pass@localhost/dbname";

}  // namespace

std::vector<Finding> secret_in_file(const Settings& settings, std::string_view) {
  std::vector<Finding> findings;
  for (const Setting& setting : settings.entries) {
    if (setting.where.line == 0 || is_environment_file(setting.where.file) ||
        setting.value == stock_url)
      continue;
    if (setting.kind == SettingKind::credential && !is_stand_in(setting.value)) {
      findings.push_back(make_finding("config/secret-in-file",
                                      core::format("\"{}\" is written down here", setting.key),
                                      setting.where));
    }
    if (setting.kind != SettingKind::target) continue;
    const TargetUri uri = split_target(setting.value);
    if (is_stand_in(uri.password)) continue;
    Finding finding =
        make_finding("config/secret-in-file", core::format("\"{}\" holds a password", setting.key),
                     setting.where);
    // The database of a developer's own machine or container.
    if (is_near(uri.host)) finding.severity = Severity::info;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::config
