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
  if (kind == "AT_AddIdentity") return "it becomes an identity: writers that give a value may fail";
  return {};
}

std::string_view table_words_of(std::string_view kind) {
  if (kind == "AT_EnableRowSecurity") return "readers see no row that no policy lets through";
  if (kind == "AT_ForceRowSecurity") return "its policies now bind its owner, too";
  if (kind == "AT_ReplicaIdentity") return "subscribers get other keys of changed rows";
  return {};
}

/// A function's options that its callers and indexes rely on.
std::string_view changed_option(const Node& function) {
  for (const Node action : function["actions"]) {
    const std::string_view name = action.text("defname");
    if (name == "volatility") return "its volatility changes: indexes and plans may be wrong";
    if (name == "security") return "whose rights it runs with changes";
  }
  return {};
}

std::string words_of(const Node& node, const Scene& scene) {
  if (node.is_a("AlterFunctionStmt")) {
    const std::string_view words = changed_option(node);
    if (words.empty()) return {};
    return core::format("function \"{}\": {}", scene.name_of_list(node["func"]["objname"]), words);
  }
  if (node.is_a("AlterExtensionStmt"))
    return core::format("extension \"{}\" changes its version, and with it what it holds",
                        node.text("extname"));
  if (node.is_a("GrantStmt") && !node.flag("is_grant") &&
      node.text("targtype") != "ACL_TARGET_DEFAULTS")
    return "rights are revoked: what still uses them fails";
  if (node.is_a("AlterPolicyStmt") && scene.existed(node["table"]))
    return core::format("policy \"{}\" of \"{}\" changes: roles see or write other rows",
                        node.text("policy_name"), scene.name_of(node["table"]));
  if (node.is_a("CreatePolicyStmt") && scene.existed(node["table"]))
    return core::format("policy \"{}\" is added to \"{}\": roles see or write other rows",
                        node.text("policy_name"), scene.name_of(node["table"]));
  if (node.is_a("AlterRoleStmt") || node.is_a("AlterRoleSetStmt"))
    return "a role of the whole cluster changes";
  if (node.is_a("AlterSystemStmt")) return "a setting of the whole cluster changes";
  if (node.is_a("AlterDatabaseStmt") || node.is_a("AlterDatabaseSetStmt"))
    return "a setting of the whole database changes";
  if (node.is_a("AlterTableStmt") && node.text("objtype") == "OBJECT_VIEW" &&
      scene.existed(node["relation"])) {
    for (const Node command : node["cmds"]) {
      if (command.text("subtype") == "AT_SetRelOptions" ||
          command.text("subtype") == "AT_ResetRelOptions")
        return core::format(
            "options of view \"{}\" change: whose rights it reads with, and what it "
            "lets through",
            scene.name_of(node["relation"]));
    }
  }
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
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const std::string_view words = table_words_of(command.text("subtype"));
    if (words.empty()) return;
    scene.report("script/contract-change", core::format("\"{}\": {}", table, words), table);
  });
  const Node& node = step.node;
  if (const std::string words = words_of(node, scene); !words.empty())
    scene.report("script/contract-change", words);
  if (!node.is_a("AlterObjectSchemaStmt")) return;
  if (node["relation"] && !scene.existed(node["relation"])) return;
  scene.report("script/contract-change",
               core::format("{} moves to schema \"{}\": what runs now looks for it where it was",
                            node["relation"] ? "\"" + scene.name_of(node["relation"]) + "\""
                                             : std::string("an object"),
                            node.text("newschema")));
}

}  // namespace plumbline::checks::script
