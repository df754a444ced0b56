/// json has no equality; jsonb has.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

void judge(const std::string& table, const Node& column, Scene& scene) {
  if (!column.is_a("ColumnDef") || last_name(column["typeName"]["names"]) != "json") return;
  scene.report("script/json-column",
               core::format("column \"{}.{}\" is json: DISTINCT, GROUP BY, UNION and comparisons "
                            "of it fail, with jsonb they do not",
                            table, column.text("colname")),
               core::format("{}.{}", table, column.text("colname")));
}

}  // namespace

void json_column(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (node.is_a("CreateStmt")) {
    for (const Node element : node["tableElts"])
      judge(scene.name_of(node["relation"]), element, scene);
  }
  if (!node.is_a("AlterTableStmt")) return;
  for (const Node command : node["cmds"]) {
    if (command.text("subtype") == "AT_AddColumn")
      judge(scene.name_of(node["relation"]), command["def"], scene);
  }
}

}  // namespace plumbline::checks::script
