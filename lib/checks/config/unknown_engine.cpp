/// config/unknown-engine: sqitch's core.engine names no engine that it has.

#include "checks/checks.hpp"
#include "checks/config/engines.hpp"
#include "core/format.hpp"

namespace plumbline::checks::config {

std::vector<Finding> unknown_engine(const Settings& settings, std::string_view tool) {
  std::vector<Finding> findings;
  if (tool != "sqitch") return findings;
  for (const Setting& setting : settings.entries) {
    if (setting.kind != SettingKind::engine || setting.value.empty() ||
        is_sqitch_engine(setting.value))
      continue;
    const std::string_view shown = setting.value;
    const std::string_view near = nearest_engine(setting.value);
    Finding finding =
        make_finding("config/unknown-engine",
                     core::format("\"{}\" is \"{}\", which is no engine of sqitch{}", setting.key,
                                  shown, near.empty() ? "" : core::format("; \"{}\" is", near)),
                     setting.where);
    finding.tool_says =
        ToolSays{.command = "sqitch deploy",
                 .message = core::format("Unable to load App::Sqitch::Engine::{}", shown),
                 .exit_status = 2};
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::config
