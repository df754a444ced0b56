/// Work on rows while a table is locked against everything.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

bool touches_rows(const Node& node, const Scene& scene) {
  if (node.is_a("SelectStmt")) return !node["fromClause"].empty();
  if (node.is_a("IndexStmt")) return scene.existed(node["relation"]);
  return node.is_a("CreateTableAsStmt") || node.is_a("CopyStmt") ||
         node.is_a("RefreshMatViewStmt") || !written_tables(node).empty();
}

}  // namespace

void works_under_lock(const Step& step, Scene& scene) {
  if (!step.in_transaction || !touches_rows(step.node, scene)) return;
  for (const Lock& held : scene.held()) {
    if (!held.stops_reads || !scene.existed(held.table)) continue;
    if (!scene.is_first(core::format("works-under-lock {}", scene.transactions_begun()))) return;
    scene.report(
        "script/works-under-lock",
        core::format("\"{}\" stays locked against everything while this statement works on "
                     "rows",
                     held.table),
        held.table);
    return;
  }
}

}  // namespace plumbline::checks::script
