/// Locks on a table that the statement is not about.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void locks_other_table(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (node.is_a("CreateTrigStmt") && scene.existed(node["relation"])) {
    const std::string table = scene.name_of(node["relation"]);
    scene.report(
        "script/locks-other-table",
        core::format("CREATE TRIGGER makes writes to \"{}\" wait (SHARE ROW EXCLUSIVE)", table),
        table);
  }
  const auto report_old_key = [&](const std::string& table, std::string_view words,
                                  const std::string& other) {
    if (other == table || !scene.existed(other)) return;
    scene.report("script/locks-other-table",
                 core::format("{} locks \"{}\" too, against everything", words, other), other);
  };
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    if (command.text("subtype") != "AT_DropConstraint") return;
    const auto key = scene.tables().foreign_key(table, command.text("name"));
    if (key) report_old_key(table, "dropping the foreign key", key->references);
  });
  if (node.is_a("DropStmt") && node.text("removeType") == "OBJECT_TABLE") {
    for (const Node names : node["objects"]) {
      const std::string table = scene.name_of_list(names);
      for (const std::string& other : scene.tables().referenced_by(table))
        report_old_key(table, "dropping a table with a foreign key", other);
    }
  }
  const bool alters_new = node.is_a("AlterTableStmt") && !scene.existed(node["relation"]);
  if ((!node.is_a("CreateStmt") && !alters_new) || node["partbound"]) return;
  for (const Lock& lock : locks_of(node, scene)) {
    if (!scene.is_first("locks-other-table " + lock.table)) continue;
    scene.report(
        "script/locks-other-table",
        core::format("the foreign key makes writes to \"{}\" wait ({})", lock.table, lock.mode),
        lock.table);
  }
}

}  // namespace plumbline::checks::script
