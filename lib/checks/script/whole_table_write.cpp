/// UPDATE or DELETE without WHERE on a table that holds rows.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

/// A condition that is not just TRUE.
bool says_something(const Node& where) {
  return where && !(where.is_a("A_Const") && where["boolval"].flag("boolval"));
}

}  // namespace

void whole_table_write(const Step& step, Scene& scene) {
  const Node& node = step.node;
  const bool is_update = node.is_a("UpdateStmt");
  if ((!is_update && !node.is_a("DeleteStmt")) || says_something(node["whereClause"]) ||
      node["fromClause"] || node["usingClause"] || !scene.existed(node["relation"]))
    return;
  const std::string table = scene.name_of(node["relation"]);
  scene.report(
      "script/whole-table-write",
      core::format("{} \"{}\" has no WHERE: every row is locked until the transaction ends",
                   is_update ? "UPDATE of" : "DELETE from", table),
      table);
}

}  // namespace plumbline::checks::script
