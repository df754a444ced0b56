/// LOCK TABLE and TRUNCATE.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void exclusive_lock(const Step& step, Scene& scene) {
  const Node& node = step.node;
  const bool is_truncate = node.is_a("TruncateStmt");
  if (!is_truncate && !node.is_a("LockStmt")) return;
  for (const Lock& lock : locks_of(node, scene)) {
    scene.report(
        "script/exclusive-lock",
        core::format("{} \"{}\" locks it against {}{}", is_truncate ? "TRUNCATE of" : "LOCK",
                     lock.table, is_truncate ? "everything" : "others",
                     is_truncate && node.text("behavior") == "DROP_CASCADE"
                         ? ", and CASCADE empties every table that refers to it"
                         : ""),
        lock.table);
  }
}

}  // namespace plumbline::checks::script
