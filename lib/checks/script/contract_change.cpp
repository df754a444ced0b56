/// What readers and writers rely on changes under them.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

std::string_view words_of(std::string_view kind) {
  if (kind == "AT_DropNotNull") return "DROP NOT NULL: readers meet NULL";
  if (kind == "AT_DropExpression") return "DROP EXPRESSION: writers must give the value";
  if (kind == "AT_SetIdentity" || kind == "AT_DropIdentity")
    return "its identity changes: writers that leave it out may fail";
  return {};
}

}  // namespace

void contract_change(const Step& step, Scene& scene) {
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const std::string_view words = words_of(command.text("subtype"));
    if (words.empty()) return;
    scene.report("script/contract-change",
                 core::format("column \"{}.{}\": {}", table, command.text("name"), words), table);
  });
  const Node& node = step.node;
  if (!node.is_a("AlterObjectSchemaStmt")) return;
  if (node["relation"] && !scene.existed(node["relation"])) return;
  scene.report("script/contract-change",
               core::format("{} moves to schema \"{}\": what runs now looks for it where it was",
                            node["relation"] ? "\"" + scene.name_of(node["relation"]) + "\""
                                             : std::string("an object"),
                            node.text("newschema")));
}

}  // namespace plumbline::checks::script
