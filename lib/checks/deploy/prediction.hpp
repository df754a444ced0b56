/// What the next deploy will do, as findings: one rule a file.
#pragma once

#include <optional>
#include <vector>

#include "checks/crossing/crossing.hpp"
#include "plumbline/finding.hpp"

namespace plumbline::checks::deploy {

/// Of a statement that does not surely succeed; none of one that does, nor of one that is not
/// reached.
std::optional<Finding> finding_of(const PredictedStatement& statement);

/// deploy/will-fail: the first statement of the deploy that surely fails.
std::vector<Finding> will_fail(const Plan& plan, const Crossing& crossing);
/// deploy/will-rerun: a pending change whose objects are there already.
std::vector<Finding> will_rerun(const Plan& plan, const Crossing& crossing);
/// deploy/will-destroy: what the revert after a failed deploy drops.
std::vector<Finding> will_destroy(const Plan& plan, const Crossing& crossing);

/// deploy/rows-violate: rows that are there now make a pending statement fail.
std::vector<Finding> rows_violate(const Plan& plan, const Crossing& crossing);

}  // namespace plumbline::checks::deploy
