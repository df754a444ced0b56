/// CHECK and FOREIGN KEY that read all rows under a lock; NOT VALID puts that off.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

void judge(const std::string& table, const Node& constraint, Scene& scene) {
  const bool is_check = constraint.text("contype") == "CONSTR_CHECK";
  const bool is_key = constraint.text("contype") == "CONSTR_FOREIGN";
  if ((!is_check && !is_key) || constraint.flag("skip_validation")) return;
  const std::string_view name = constraint.text("conname");
  scene.report(
      "script/validating-constraint",
      core::format("{}{}{} is added to \"{}\" without NOT VALID: all rows are read while {}",
                   is_check ? "CHECK" : "FOREIGN KEY", name.empty() ? "" : " ", name, table,
                   is_check ? "the table is locked against everything"
                            : "both tables are locked against writes"),
      table);
}

}  // namespace

void validating_constraint(const Step& step, Scene& scene) {
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const std::string_view kind = command.text("subtype");
    if (kind == "AT_AddConstraint") judge(table, command["def"], scene);
    if (kind != "AT_AddColumn") return;
    // A foreign key on a new column without default has no value to look up.
    for (const Node constraint : command["def"]["constraints"]) judge(table, constraint, scene);
  });
}

}  // namespace plumbline::checks::script
