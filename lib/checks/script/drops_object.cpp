/// DROP of what others use but that holds no rows.
#include <utility>

#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

std::string_view kind_of(std::string_view type) {
  constexpr std::pair<std::string_view, std::string_view> kinds[] = {
      {"OBJECT_TYPE", "type"},         {"OBJECT_DOMAIN", "domain"},
      {"OBJECT_FUNCTION", "function"}, {"OBJECT_PROCEDURE", "procedure"},
      {"OBJECT_ROUTINE", "routine"},   {"OBJECT_AGGREGATE", "aggregate"},
      {"OBJECT_TRIGGER", "trigger"},   {"OBJECT_EXTENSION", "extension"},
      {"OBJECT_POLICY", "policy"},     {"OBJECT_VIEW", "view"},
      {"OBJECT_RULE", "rule"},         {"OBJECT_CAST", "cast"},
      {"OBJECT_OPERATOR", "operator"}, {"OBJECT_COLLATION", "collation"},
  };
  for (const auto& [name, words] : kinds) {
    if (name == type) return words;
  }
  return {};
}

}  // namespace

void drops_object(const Step& step, Scene& scene) {
  const Node& node = step.node;
  const std::string_view kind =
      node.is_a("DropStmt") ? kind_of(node.text("removeType")) : std::string_view();
  if (!kind.empty()) {
    for (const Node object : node["objects"]) {
      const Node names = object.is_a("ObjectWithArgs") ? object["objname"]
                         : object.is_a("TypeName")     ? object["names"]
                                                       : object;
      const std::string name =
          names.is_a("String") ? std::string(names.as_text()) : scene.name_of_list(names);
      // Triggers and policies are named behind their table.
      const bool is_part = kind == "trigger" || kind == "policy" || kind == "rule";
      if (!scene.existed(is_part ? scene.owner_of(names) : name)) continue;
      scene.report("script/drops-object",
                   core::format("{} \"{}\" is dropped: what still uses it fails", kind, name),
                   name);
    }
  }
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    if (command.text("subtype") == "AT_ColumnDefault" && !command["def"]) {
      const std::string column = core::format("{}.{}", table, command.text("name"));
      scene.report("script/drops-object",
                   core::format("the default of \"{}\" is dropped: writers that leave the column "
                                "out write NULL or fail",
                                column),
                   column);
    }
    if (command.text("subtype") != "AT_DropConstraint") return;
    scene.report(
        "script/drops-object",
        core::format("constraint \"{}\" of \"{}\" is dropped: what it kept out may come in",
                     command.text("name"), table),
        table);
  });
}

}  // namespace plumbline::checks::script
