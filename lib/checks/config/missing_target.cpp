/// config/missing-target: a tool that expects its configuration to name a database finds none
/// there.

#include <algorithm>

#include "checks/checks.hpp"
#include "core/format.hpp"

namespace plumbline::checks::config {

std::vector<Finding> missing_target(const Settings& settings, std::string_view tool) {
  if (!settings.needs_target || settings.has_target) return {};
  Position where;
  if (!settings.entries.empty()) where.file = settings.entries.back().where.file;
  if (tool != "sqitch")
    return {make_finding("config/missing-target",
                         core::format("the configuration of {} names no database", tool), where)};
  const auto has_engine = [](const Setting& setting) {
    return setting.kind == SettingKind::engine && !setting.value.empty();
  };
  const auto engine = std::ranges::find_if(settings.entries, has_engine);
  if (engine != settings.entries.end()) {
    Finding finding =
        make_finding("config/missing-target",
                     core::format("the configuration of sqitch names no target: without one on its "
                                  "command line it takes \"db:{}:\"",
                                  engine->value),
                     engine->where);
    // Many name it on the command line, as `sqitch init` leaves it.
    finding.severity = Severity::info;
    return {std::move(finding)};
  }
  Finding finding =
      make_finding("config/missing-target",
                   "the configuration of sqitch names neither an engine nor a target", where);
  finding.tool_says = ToolSays{.command = "sqitch deploy",
                               .message = "No engine specified; specify via target or core.engine",
                               .exit_status = 2};
  return {std::move(finding)};
}

}  // namespace plumbline::checks::config
