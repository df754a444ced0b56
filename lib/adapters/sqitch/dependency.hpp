/// The items between a change's brackets. Follows App::Sqitch::Plan::Depend.
#pragma once

#include <optional>
#include <string_view>

#include "adapters/sqitch/plan_file.hpp"

namespace plumbline::adapters::sqitch {

/// Absent when sqitch would say that it is not a valid specification. An item that names nothing at
/// all ("!", "project:", "") passes sqitch's pattern: its change, tag and id are then empty.
std::optional<Dependency> parse_dependency(std::string_view text);

}  // namespace plumbline::adapters::sqitch
