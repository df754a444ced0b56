/// What locks a table against everything, for a moment.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

/// "" for a command that has a rule of its own, or locks less.
std::string_view words_of(const Node& command) {
  const std::string_view kind = command.text("subtype");
  if (kind == "AT_EnableRowSecurity") return "ENABLE ROW LEVEL SECURITY";
  if (kind == "AT_ForceRowSecurity") return "FORCE ROW LEVEL SECURITY";
  if (kind == "AT_ReplicaIdentity") return "REPLICA IDENTITY";
  if (kind == "AT_ChangeOwner") return "OWNER TO";
  if (kind == "AT_ColumnDefault") return command["def"] ? "SET DEFAULT" : "DROP DEFAULT";
  return {};
}

}  // namespace

void brief_lock(const Step& step, Scene& scene) {
  const auto report = [&](const std::string& table, std::string_view words) {
    scene.report(
        "script/brief-lock",
        core::format("{} locks \"{}\" against everything, for a moment once it has the lock", words,
                     table),
        table);
  };
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const std::string_view words = words_of(command);
    if (!words.empty()) report(table, words);
  });
  const Node& node = step.node;
  const bool is_policy = node.is_a("CreatePolicyStmt") || node.is_a("AlterPolicyStmt");
  if (is_policy && scene.existed(node["table"]))
    report(scene.name_of(node["table"]),
           node.is_a("CreatePolicyStmt") ? "CREATE POLICY" : "ALTER POLICY");
  if (node.is_a("RuleStmt") && scene.existed(node["relation"]))
    report(scene.name_of(node["relation"]), "CREATE RULE");
}

}  // namespace plumbline::checks::script
