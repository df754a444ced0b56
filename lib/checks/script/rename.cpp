/// What runs now still asks for the old name.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

std::string_view kind_of(std::string_view type) {
  if (type == "OBJECT_TABLE") return "table";
  if (type == "OBJECT_COLUMN") return "column";
  if (type == "OBJECT_SCHEMA") return "schema";
  if (type == "OBJECT_VIEW") return "view";
  if (type == "OBJECT_MATVIEW") return "materialized view";
  if (type == "OBJECT_SEQUENCE") return "sequence";
  if (type == "OBJECT_FUNCTION") return "function";
  if (type == "OBJECT_TYPE") return "type";
  if (type == "OBJECT_ATTRIBUTE") return "attribute";
  if (type == "OBJECT_DOMAIN") return "domain";
  if (type == "OBJECT_PROCEDURE") return "procedure";
  if (type == "OBJECT_ROUTINE") return "routine";
  if (type == "OBJECT_AGGREGATE") return "aggregate";
  if (type == "OBJECT_FOREIGN_TABLE") return "foreign table";
  if (type == "OBJECT_ROLE") return "role";
  if (type == "OBJECT_DATABASE") return "database";
  return {};
}

}  // namespace

void rename(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (node.is_a("AlterEnumStmt") && !node.text("oldVal").empty()) {
    scene.report("script/rename",
                 core::format("value '{}' of \"{}\" is renamed: what runs now still uses it",
                              node.text("oldVal"), scene.name_of_list(node["typeName"])));
  }
  if (!node.is_a("RenameStmt")) return;
  const std::string_view kind = kind_of(node.text("renameType"));
  if (kind.empty() || (node["relation"] && !scene.existed(node["relation"]))) return;
  const std::string_view old = node.text("subname");
  std::string name(old);
  if (node["relation"]) {
    name = scene.name_of(node["relation"]);
    if (!old.empty()) name += "." + std::string(old);
  }
  scene.report("script/rename",
               core::format("{} \"{}\" is renamed to \"{}\": what runs now still uses the old name",
                            kind, name, node.text("newname")),
               name);
}

}  // namespace plumbline::checks::script
