/// Runs every check that the facts allow. The order does not matter: reports are sorted.
#include "checks/checks.hpp"

#include <iterator>

namespace plumbline::checks {

namespace {

void append(std::vector<Finding>& all, std::vector<Finding> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::vector<Finding> check_tree(const Facts& facts) {
  std::vector<Finding> findings;
  if (facts.plan != nullptr) append(findings, facts.plan->findings);
  return findings;
}

std::vector<Finding> check_pipeline(const Pipeline&, const std::vector<TreeFacts>&) { return {}; }

}  // namespace plumbline::checks
