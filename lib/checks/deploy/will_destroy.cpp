#include "checks/deploy/prediction.hpp"
#include "core/format.hpp"

namespace plumbline::checks::deploy {

namespace {

std::string rows(const Destruction& one) {
  if (!one.rows) return "rows not counted";
  return core::format("{}{} {}", one.at_least ? "at least " : "", *one.rows,
                      *one.rows == 1 ? "row" : "rows");
}

}  // namespace

std::vector<Finding> will_destroy(const Plan& plan, const Crossing& crossing) {
  std::vector<Finding> findings;
  for (const Destruction& one : crossing.destroyed) {
    Finding finding = make_finding(
        "deploy/will-destroy",
        core::format("table \"{}\" ({}) will be dropped: the deploy fails, and sqitch then runs "
                     "the revert script of \"{}\"",
                     one.table, rows(one), change_label(plan, *one.change)),
        one.where);
    finding.object = one.table;
    finding.change = one.change->id;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::deploy
