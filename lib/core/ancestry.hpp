/// What a change stands on: parents and requirements, and theirs.
#pragma once

#include <set>
#include <string_view>

#include "plumbline/plan.hpp"

namespace plumbline::core {

/// Ids of `last` and of all that it stands on, as far as the plan has them; borrowed from the plan.
/// Each change is looked at once, whatever circles there are.
std::set<std::string_view> ancestry(const Plan& plan, const Change& last);

}  // namespace plumbline::core
