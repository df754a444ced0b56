/// Plan, registry and live schema disagree about a change: one rule a file.
#pragma once

#include <string>
#include <vector>

#include "checks/crossing/crossing.hpp"
#include "plumbline/finding.hpp"

namespace plumbline::checks::drift {

/// drift/unregistered: pending, and all that it makes is there.
std::vector<Finding> unregistered(const Plan& plan, const Crossing& crossing);
/// drift/ghost: applied, and nothing of what it makes is there.
std::vector<Finding> ghost(const Plan& plan, const Crossing& crossing);
/// drift/partial: some of what it makes is there.
std::vector<Finding> partial(const Plan& plan, const Crossing& crossing);
/// drift/changed-object: of an applied change, defined otherwise.
std::vector<Finding> changed_object(const Plan& plan, const Crossing& crossing);
/// drift/guard-hides-difference: IF NOT EXISTS passes over something of another shape.
std::vector<Finding> guard_hides_difference(const Plan& plan, const Crossing& crossing);

/// "table public.orders, index public.orders_at_idx and 3 more"; those that are there, or are not.
std::string list_evidence(const ChangeState& state, bool is_there);
/// "everything that it makes is there: …", "… is there, … is missing"
std::string what_is_there(const ChangeState& state);

}  // namespace plumbline::checks::drift
