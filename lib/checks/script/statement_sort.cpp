/// What sort of work a statement is; declared in scene.hpp.
#include <algorithm>
#include <array>

#include "checks/script/scene.hpp"

namespace plumbline::checks::script {

namespace {

constexpr std::array<std::string_view, 26> no_definitions = {
    "AlterSystemStmt", "CallStmt",           "CheckPointStmt", "ClusterStmt",
    "CommentStmt",     "ConstraintsSetStmt", "CopyStmt",       "DeallocateStmt",
    "DeleteStmt",      "DiscardStmt",        "DoStmt",         "ExecuteStmt",
    "ExplainStmt",     "FetchStmt",          "GrantRoleStmt",  "GrantStmt",
    "InsertStmt",      "LockStmt",           "MergeStmt",      "NotifyStmt",
    "PrepareStmt",     "ReindexStmt",        "SelectStmt",     "UpdateStmt",
    "VacuumStmt",      "VariableSetStmt"};

}  // namespace

bool is_definition(const Node& node) {
  if (node.is_a("SelectStmt")) return static_cast<bool>(node["intoClause"]);
  return !node.is_a("TransactionStmt") && !node.is_a("VariableShowStmt") &&
         !node.is_a("RefreshMatViewStmt") && !node.is_a("TruncateStmt") &&
         std::ranges::find(no_definitions, node.type()) == no_definitions.end();
}

std::vector<Node> written_tables(const Node& node) {
  std::vector<Node> tables;
  const auto add = [&](const Node& part) {
    const bool writes = part.is_a("InsertStmt") || part.is_a("UpdateStmt") ||
                        part.is_a("DeleteStmt") || part.is_a("MergeStmt") ||
                        (part.is_a("CopyStmt") && part.flag("is_from"));
    if (writes && part["relation"]) tables.push_back(part["relation"]);
  };
  add(node);
  for (const Node part : node["withClause"]["ctes"]) add(part["ctequery"]);
  return tables;
}

}  // namespace plumbline::checks::script
