/// What must hold after a deploy: something was applied, and all of the plan.
#pragma once

#include <vector>

#include "plumbline/finding.hpp"
#include "plumbline/plan.hpp"
#include "plumbline/registry.hpp"

namespace plumbline::checks::deploy {

std::vector<Finding> nothing_applied(const Plan& plan, const Registry& registry);
std::vector<Finding> incomplete(const Plan& plan, const Registry& registry);

}  // namespace plumbline::checks::deploy
