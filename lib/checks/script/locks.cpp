/// Which locks statements take; declared in scene.hpp. Measured on PostgreSQL 15.
#include <algorithm>
#include <array>

#include "checks/script/scene.hpp"

namespace plumbline::checks::script {

namespace {

constexpr std::string_view access_exclusive = "ACCESS EXCLUSIVE";
constexpr std::string_view share_row_exclusive = "SHARE ROW EXCLUSIVE";
constexpr std::string_view share = "SHARE";

/// These let others read and write.
constexpr std::array<std::string_view, 9> light_commands = {
    "AT_ValidateConstraint", "AT_SetStatistics", "AT_SetOptions",
    "AT_ResetOptions",       "AT_SetRelOptions", "AT_ResetRelOptions",
    "AT_ClusterOn",          "AT_DropCluster",   "AT_AttachPartition"};
constexpr std::array<std::string_view, 8> trigger_commands = {
    "AT_EnableTrig",     "AT_DisableTrig",     "AT_EnableTrigAll",     "AT_DisableTrigAll",
    "AT_EnableTrigUser", "AT_DisableTrigUser", "AT_EnableReplicaTrig", "AT_EnableAlwaysTrig"};

template <typename List>
bool is_one_of(std::string_view name, const List& names) {
  return std::ranges::find(names, name) != std::ranges::end(names);
}

std::string_view mode_of(const Node& command) {
  const std::string_view kind = command.text("subtype");
  if (is_one_of(kind, light_commands)) return {};
  if (is_one_of(kind, trigger_commands)) return share_row_exclusive;
  if (kind == "AT_DetachPartition" && command["def"].flag("concurrent")) return {};
  const Node constraint = command["def"];
  if (kind == "AT_AddConstraint" && constraint.text("contype") == "CONSTR_FOREIGN")
    return share_row_exclusive;
  return access_exclusive;
}

class Collector {
 public:
  explicit Collector(const Scene& scene) : scene_(scene) {}

  void add(const Node& range_var, std::string_view mode) { add(scene_.name_of(range_var), mode); }
  void add(const std::string& table, std::string_view mode) {
    if (mode.empty() || !scene_.existed(table)) return;
    locks.push_back({.table = table, .mode = mode, .stops_reads = mode == access_exclusive});
  }

  std::vector<Lock> locks;

 private:
  const Scene& scene_;
};

void collect_alter(const Node& node, const Scene& scene, Collector& collector) {
  std::string_view strongest;
  for (const Node command : node["cmds"]) {
    const std::string_view mode = mode_of(command);
    if (mode == access_exclusive || strongest.empty()) strongest = mode;
    const Node constraint = command["def"];
    if (constraint.is_a("Constraint") && constraint.text("contype") == "CONSTR_FOREIGN")
      collector.add(constraint["pktable"], share_row_exclusive);
    if (command.text("subtype") != "AT_DropConstraint") continue;
    const auto key =
        scene.tables().foreign_key(scene.name_of(node["relation"]), command.text("name"));
    if (key) collector.add(key->references, access_exclusive);
  }
  collector.add(node["relation"], strongest);
}

void collect_create(const Node& node, Collector& collector) {
  if (node["partbound"]) {
    for (const Node parent : node["inhRelations"]) collector.add(parent, access_exclusive);
  }
  for (const Node element : node["tableElts"]) {
    if (element.is_a("Constraint") && element["pktable"])
      collector.add(element["pktable"], share_row_exclusive);
    for (const Node constraint : element["constraints"]) {
      if (constraint["pktable"]) collector.add(constraint["pktable"], share_row_exclusive);
    }
  }
}

void collect_drop(const Node& node, const Scene& scene, Collector& collector) {
  const std::string_view kind = node.text("removeType");
  for (const Node names : node["objects"]) {
    if (kind == "OBJECT_TRIGGER" || kind == "OBJECT_POLICY" || kind == "OBJECT_RULE")
      collector.add(scene.owner_of(names), access_exclusive);
    if (kind == "OBJECT_INDEX" && !node.flag("concurrent")) {
      const auto index = scene.tables().index(scene.name_of_list(names));
      if (index) collector.add(index->table, access_exclusive);
    }
    if (kind != "OBJECT_TABLE") continue;
    const std::string table = scene.name_of_list(names);
    collector.add(table, access_exclusive);
    if (!scene.existed(table)) continue;
    for (const std::string& other : scene.tables().referenced_by(table))
      collector.add(other, access_exclusive);
    const std::string parent = scene.tables().parent(table);
    if (!parent.empty()) collector.add(parent, access_exclusive);
  }
}

}  // namespace

std::vector<Lock> locks_of(const Node& node, const Scene& scene) {
  Collector collector(scene);
  if (node.is_a("AlterTableStmt") && node.text("objtype") == "OBJECT_TABLE") {
    collect_alter(node, scene, collector);
  } else if (node.is_a("CreateStmt")) {
    collect_create(node, collector);
  } else if (node.is_a("IndexStmt") && !node.flag("concurrent")) {
    collector.add(node["relation"], share);
  } else if (node.is_a("CreateTrigStmt")) {
    collector.add(node["relation"], share_row_exclusive);
  } else if (node.is_a("RuleStmt") || node.is_a("ClusterStmt")) {
    if (node["relation"]) collector.add(node["relation"], access_exclusive);
  } else if (node.is_a("CreatePolicyStmt") || node.is_a("AlterPolicyStmt")) {
    collector.add(node["table"], access_exclusive);
  } else if (node.is_a("RenameStmt") && node.text("relationType") == "OBJECT_TABLE") {
    collector.add(node["relation"], access_exclusive);
  } else if (node.is_a("RenameStmt") && node.text("renameType") == "OBJECT_TABLE") {
    collector.add(node["relation"], access_exclusive);
  } else if (node.is_a("TruncateStmt") || (node.is_a("LockStmt") && node.number("mode") >= 5)) {
    for (const Node table : node["relations"]) collector.add(table, access_exclusive);
  } else if (node.is_a("AlterObjectSchemaStmt") && node.text("objectType") == "OBJECT_TABLE") {
    collector.add(node["relation"], access_exclusive);
  } else if (node.is_a("DropStmt")) {
    collect_drop(node, scene, collector);
  }
  return std::move(collector.locks);
}

}  // namespace plumbline::checks::script
