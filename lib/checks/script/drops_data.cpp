/// DROP of what holds rows.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

std::string_view kind_of(std::string_view type) {
  if (type == "OBJECT_TABLE") return "table";
  if (type == "OBJECT_SCHEMA") return "schema";
  if (type == "OBJECT_SEQUENCE") return "sequence";
  if (type == "OBJECT_MATVIEW") return "materialized view";
  if (type == "OBJECT_FOREIGN_TABLE") return "foreign table";
  return {};
}

}  // namespace

void drops_data(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (node.is_a("DropdbStmt"))
    scene.report("script/drops-data", core::format("DROP DATABASE \"{}\"", node.text("dbname")));
  if (node.is_a("DropOwnedStmt"))
    scene.report("script/drops-data", "DROP OWNED drops all that the role owns, and its rights");
  const std::string_view kind =
      node.is_a("DropStmt") ? kind_of(node.text("removeType")) : std::string_view();
  if (!kind.empty()) {
    for (const Node names : node["objects"]) {
      const bool is_schema = kind == "schema";
      const std::string name = is_schema ? std::string(names.as_text()) : scene.name_of_list(names);
      if (!scene.existed(is_schema ? "schema " + name : name)) continue;
      scene.report("script/drops-data",
                   core::format("{} \"{}\" is dropped with all that it holds", kind, name), name);
    }
  }
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    if (command.text("subtype") != "AT_DropColumn") return;
    scene.report("script/drops-data",
                 core::format("column \"{}.{}\" is dropped with all that it holds", table,
                              command.text("name")),
                 core::format("{}.{}", table, command.text("name")));
  });
}

}  // namespace plumbline::checks::script
