/// What writes a table and its indexes anew under ACCESS EXCLUSIVE.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

/// Why adding that column writes each row; "" when it does not.
std::string reason(const Node& column, const Scene& scene) {
  const std::string type(last_name(column["typeName"]["names"]));
  if (is_serial(type)) return core::format("type {} numbers all rows", type);
  if (scene.is_domain_with_check(scene.name_of_list(column["typeName"]["names"])))
    return core::format("domain \"{}\" has a constraint", type);
  for (const Node constraint : column["constraints"]) {
    const std::string_view kind = constraint.text("contype");
    if (kind == "CONSTR_IDENTITY") return "an identity numbers all rows";
    const bool is_stored = constraint.text("generated_kind") != "v";
    if (kind == "CONSTR_GENERATED" && is_stored) return "a stored expression is computed for all";
    if (kind != "CONSTR_DEFAULT") continue;
    if (constraint["raw_expr"].flag("isnull")) continue;
    if (scene.version() < 110000) return "before 11 every default is written into all rows";
    const std::string function = volatile_call(constraint["raw_expr"]);
    if (!function.empty())
      return core::format("its default calls {}(), which is volatile or may be", function);
  }
  return {};
}

std::string_view words_of(std::string_view kind) {
  if (kind == "AT_SetLogged") return "SET LOGGED";
  if (kind == "AT_SetUnLogged") return "SET UNLOGGED";
  if (kind == "AT_SetTableSpace") return "SET TABLESPACE";
  if (kind == "AT_SetAccessMethod") return "SET ACCESS METHOD";
  return {};
}

/// Of a statement that moves to another tablespace what no ALTER TABLE names; "" for others.
std::string moved(const Node& node) {
  if (node.is_a("AlterTableMoveAllStmt")) {
    const std::string_view kind = node.text("objtype");
    return core::format("every {} of tablespace {}",
                        kind == "OBJECT_INDEX"     ? "index"
                        : kind == "OBJECT_MATVIEW" ? "materialized view"
                                                   : "table",
                        node.text("orig_tablespacename"));
  }
  if (node.is_a("AlterDatabaseStmt")) {
    for (const Node option : node["options"]) {
      if (option.text("defname") == "tablespace")
        return core::format("database \"{}\", which nobody may use meanwhile,",
                            node.text("dbname"));
    }
  }
  return {};
}

void report(const std::string& table, std::string_view what, Scene& scene) {
  const bool is_name = table.find(' ') == std::string::npos;
  scene.report("script/rewrite",
               core::format("{} writes all of {} anew while it is locked against everything", what,
                            is_name ? "\"" + table + "\"" : table),
               is_name ? table : std::string());
}

}  // namespace

void rewrite(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (node.is_a("ClusterStmt") && !node["relation"])
    report("every table that was clustered before", "CLUSTER", scene);
  if (node.is_a("ClusterStmt") && node["relation"] && scene.existed(node["relation"]))
    report(scene.name_of(node["relation"]), "CLUSTER", scene);
  if (node.is_a("VacuumStmt")) {
    for (const Node option : node["options"]) {
      if (option.text("defname") != "full") continue;
      if (node["rels"].empty()) report("every table of the database", "VACUUM FULL", scene);
      for (const Node one : node["rels"])
        report(scene.name_of(one["relation"]), "VACUUM FULL", scene);
    }
  }
  if (const std::string what = moved(node); !what.empty()) report(what, "SET TABLESPACE", scene);
  const std::string_view type = node.text("objtype");
  if (node.is_a("AlterTableStmt") && (type == "OBJECT_INDEX" || type == "OBJECT_MATVIEW") &&
      scene.existed(node["relation"])) {
    for (const Node command : node["cmds"]) {
      const std::string_view words = words_of(command.text("subtype"));
      if (!words.empty()) report(scene.name_of(node["relation"]), words, scene);
    }
  }
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const std::string_view kind = command.text("subtype");
    const std::string_view words = words_of(kind);
    // A partitioned table holds no rows: what is set holds for partitions to come.
    if (!words.empty() && !scene.is_partitioned(table)) report(table, words, scene);
    if (kind != "AT_AddColumn") return;
    const std::string why = reason(command["def"], scene);
    if (why.empty()) return;
    scene.report("script/rewrite",
                 core::format("column \"{}\" makes PostgreSQL write all of \"{}\" anew, locked "
                              "against everything: {}",
                              command["def"].text("colname"), table, why),
                 table);
  });
}

}  // namespace plumbline::checks::script
