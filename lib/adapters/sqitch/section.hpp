/// The check that sqitch makes when a tag or the end of the file closes a section: whether each
/// requirement is above. Follows App::Sqitch::Plan::check_changes; spec sqitch §2.4.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "adapters/sqitch/plan_file.hpp"

namespace plumbline::adapters::sqitch {

/// Line numbers by name of a change or `@tag`. The names are the plan text's own.
using LineNumbers = std::unordered_map<std::string_view, int>;

struct SectionFaults {
  std::vector<Finding> findings;
  std::string message;  ///< sqitch's, all faults of the section in one; "" when there are none
};

struct SectionContext {
  std::string_view project;
  std::string_view file;
  const LineNumbers& closed;  ///< lines of the sections that are closed
  /// Names on lines that could not be read: sqitch would not come this far.
  const std::unordered_set<std::string>& unread;
};

SectionFaults check_section(std::span<const PlannedChange> changes, const SectionContext& context);

}  // namespace plumbline::adapters::sqitch
