/// What running a script in the simulator shows of the script itself: one rule a file.
#pragma once

#include <vector>

#include "checks/crossing/crossing.hpp"
#include "plumbline/finding.hpp"

namespace plumbline::checks::script {

/// script/duplicate-create: it makes what a change before it has made.
std::vector<Finding> duplicate_create(const Plan& plan, const ChangeState& state,
                                      const Crossing& crossing);
/// script/non-immutable-index: an index whose expression or predicate PostgreSQL refuses.
std::vector<Finding> non_immutable_index(const Plan& plan, const ChangeState& state,
                                         const Crossing& crossing);
/// script/not-idempotent: run twice, it fails or does something else; where the tool's registry is
/// not written in the script's own transaction.
std::vector<Finding> not_idempotent(const Plan& plan, const ChangeState& state,
                                    const Crossing& crossing);
/// script/role-dependent: it needs a role that no change makes.
std::vector<Finding> role_dependent(const Plan& plan, const ChangeState& state,
                                    const Crossing& crossing);

/// script/seed-dependent: it raises an error of its own where a row is missing.
std::vector<Finding> seed_dependent(const Plan& plan, const ChangeState& state,
                                    const Crossing& crossing);

}  // namespace plumbline::checks::script
