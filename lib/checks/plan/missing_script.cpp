/// A file that a change names and that is not there. Without its deploy script a deploy stops;
/// without the others only the way back, or the proof, is missing.

#include <string_view>

#include "checks/checks.hpp"
#include "core/format.hpp"

namespace plumbline::checks::plan {

namespace {

void check_script(const Plan& plan, const Change& change, const Script& script,
                  std::string_view role, Severity severity, std::vector<Finding>& findings) {
  if (script.file.empty() || script.exists) return;
  findings.push_back(make_finding("plan/missing-script",
                                  core::format("change \"{}\" has no {} script \"{}\"",
                                               change_label(plan, change), role, script.file),
                                  change.where));
  findings.back().change = change.id;
  findings.back().severity = severity;
}

}  // namespace

std::vector<Finding> missing_script(const Plan& plan) {
  if (!plan.traits.scripts_are_separate) return {};
  std::vector<Finding> findings;
  for (const Change& change : plan.changes) {
    if (change.shadowed) continue;
    check_script(plan, change, change.deploy, "deploy", Severity::error, findings);
    check_script(plan, change, change.revert, "revert", Severity::warning, findings);
    check_script(plan, change, change.verify, "verify", Severity::info, findings);
  }
  return findings;
}

}  // namespace plumbline::checks::plan
