/// A new table whose rows nothing tells apart.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void table_without_key(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (!node.is_a("CreateStmt") || node["partbound"] || !node["inhRelations"].empty() ||
      node["ofTypename"] || node["relation"].text("relpersistence") == "t")
    return;
  std::size_t columns = 0;
  for (const Node element : node["tableElts"]) {
    if (element.is_a("TableLikeClause")) return;
    if (element.is_a("ColumnDef")) ++columns;
  }
  // One column alone is a list, or the first draft of a table.
  if (columns < 2) return;
  const std::string table = scene.name_of(node["relation"]);
  scene.report_without_index(
      "script/table-without-key",
      core::format("table \"{}\" has no primary key: equal rows can't be told apart, and logical "
                   "replication refuses UPDATE and DELETE",
                   table),
      table, {});
}

}  // namespace plumbline::checks::script
