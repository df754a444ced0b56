#include "checks/drift/crossed.hpp"
#include "core/format.hpp"

namespace plumbline::checks::drift {

namespace {

std::string shown(const std::string& value) { return value.empty() ? "nothing" : value; }

}  // namespace

std::vector<Finding> changed_object(const Plan& plan, const Crossing& crossing) {
  std::vector<Finding> findings;
  for (std::size_t at = 0; at < crossing.changed.size(); ++at) {
    const Difference& difference = crossing.changed[at];
    const Change& change = *crossing.changed_by[at];
    Finding finding = make_finding(
        "drift/changed-object",
        core::format("{} \"{}\" is not as \"{}\" makes it: {} is {}, not {}",
                     kind_name(difference.kind), difference.object, change_label(plan, change),
                     difference.property, shown(difference.new_value), shown(difference.old_value)),
        change.where);
    finding.change = change.id;
    finding.object = difference.object;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::drift
