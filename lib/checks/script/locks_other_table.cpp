/// Locks on a table that the statement is not about.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void locks_other_table(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (node.is_a("CreateTrigStmt") && scene.existed(node["relation"])) {
    const std::string table = scene.name_of(node["relation"]);
    scene.report(
        "script/locks-other-table",
        core::format("CREATE TRIGGER makes writes to \"{}\" wait (SHARE ROW EXCLUSIVE)", table),
        table);
  }
  if (!node.is_a("CreateStmt") || node["partbound"]) return;
  for (const Lock& lock : locks_of(node, scene)) {
    if (!scene.is_first("locks-other-table " + lock.table)) continue;
    scene.report(
        "script/locks-other-table",
        core::format("the foreign key makes writes to \"{}\" wait ({})", lock.table, lock.mode),
        lock.table);
  }
}

}  // namespace plumbline::checks::script
