/// config/weak-tls: a target on another machine with sslmode below verify-full. One note a tree.

#include "checks/checks.hpp"
#include "checks/config/target_uri.hpp"
#include "core/format.hpp"

namespace plumbline::checks::config {

std::vector<Finding> weak_tls(const Settings& settings, std::string_view) {
  for (const Setting& setting : settings.entries) {
    if (setting.kind != SettingKind::target || setting.where.line == 0) continue;
    const TargetUri uri = split_target(setting.value);
    std::string_view host = parameter(uri, "host");
    if (host.empty()) host = uri.host;
    const bool is_known = host.find_first_of("$%{<") == host.npos;
    if (is_near(host) || !is_known) continue;
    std::string_view mode;
    for (const std::string_view name : {"sslmode", "ssl-mode", "ssl"})
      if (mode.empty()) mode = parameter(uri, name);
    if (mode == "verify-full" || mode == "verify_full") continue;
    return {make_finding(
        "config/weak-tls",
        core::format(
            "\"{}\" reaches \"{}\" {}, which does not prove that it is that host", setting.key,
            host,
            mode.empty() ? std::string("without sslmode") : core::format("with sslmode={}", mode)),
        setting.where)};
  }
  return {};
}

}  // namespace plumbline::checks::config
