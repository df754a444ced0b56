#include "checks/script/new_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr auto object_kinds = std::to_array<Pair>({
    {"OBJECT_COLUMN", "column"},
    {"OBJECT_DOMAIN", "type"},
    {"OBJECT_FUNCTION", "function"},
    {"OBJECT_INDEX", "index"},
    {"OBJECT_MATVIEW", "matview"},
    {"OBJECT_POLICY", "policy"},
    {"OBJECT_SCHEMA", "schema"},
    {"OBJECT_SEQUENCE", "sequence"},
    {"OBJECT_TABLE", "table"},
    {"OBJECT_TRIGGER", "trigger"},
    {"OBJECT_TYPE", "type"},
    {"OBJECT_VIEW", "view"},
});
constexpr auto constraint_kinds = std::to_array<Pair>({
    {"CONSTR_CHECK", "check"},
    {"CONSTR_EXCLUSION", "exclude"},
    {"CONSTR_FOREIGN", "foreign_key"},
    {"CONSTR_PRIMARY", "primary_key"},
    {"CONSTR_UNIQUE", "unique"},
});

template <typename Pairs>
std::string_view look_up(const Pairs& pairs, std::string_view name) noexcept {
  const auto found = std::ranges::find(pairs, name, &Pair::first);
  return found == pairs.end() ? std::string_view() : found->second;
}

bool is_temporary(const Node& range_var) { return range_var.text("relpersistence") == "t"; }

class Names {
 public:
  explicit Names(const Scene& scene) : scene_(scene) {}

  void add(std::string_view kind, std::string_view own, std::string object,
           bool is_renamed = false) {
    if (kind.empty() || own.empty()) return;
    all.push_back({kind, std::string(own), std::move(object), is_renamed});
  }
  void add_relation(std::string_view kind, const Node& range_var) {
    if (!is_temporary(range_var)) add(kind, range_var.text("relname"), scene_.name_of(range_var));
  }
  void add_listed(std::string_view kind, const Node& names) {
    add(kind, last_name(names), scene_.name_of_list(names));
  }
  /// Of what belongs to a table.
  void add_part(std::string_view kind, const Node& table, std::string_view own) {
    if (!is_temporary(table)) add(kind, own, core::format("{}.{}", scene_.name_of(table), own));
  }

  std::vector<NewName> all;

 private:
  const Scene& scene_;
};

void add_renamed(Names& names, const Node& node, const Scene& scene) {
  const std::string_view kind = object_kind(node.text("renameType"));
  const std::string_view own = node.text("newname");
  if (kind == "column" || kind == "trigger" || kind == "policy") {
    const std::string table = scene.name_of(node["relation"]);
    names.add(kind, own, core::format("{}.{}", table, own), true);
  } else if (kind == "schema") {
    names.add(kind, own, std::string(own), true);
  } else if (!kind.empty()) {
    const std::string before =
        node["relation"] ? scene.name_of(node["relation"])
                         : scene.name_of_list(node["object"]["objname"] ? node["object"]["objname"]
                                                                        : node["object"]);
    names.add(kind, own, before.substr(0, before.rfind('.') + 1) + std::string(own), true);
  }
}

}  // namespace

std::string_view object_kind(std::string_view object_type) noexcept {
  return look_up(object_kinds, object_type);
}

std::vector<NewName> new_names(const Step& step, const Scene& scene) {
  Names names(scene);
  const Node& node = step.node;
  if (node.is_a("CreateStmt")) {
    names.add_relation("table", node["relation"]);
  } else if (node.is_a("CreateTableAsStmt")) {
    const bool is_view = node.text("objtype") == "OBJECT_MATVIEW";
    names.add_relation(is_view ? "matview" : "table", node["into"]["rel"]);
  } else if (node.is_a("ViewStmt")) {
    names.add_relation("view", node["view"]);
  } else if (node.is_a("CreateSeqStmt")) {
    names.add_relation("sequence", node["sequence"]);
  } else if (node.is_a("CompositeTypeStmt")) {
    names.add_relation("type", node["typevar"]);
  } else if (node.is_a("CreateEnumStmt") || node.is_a("CreateRangeStmt")) {
    names.add_listed("type", node["typeName"]);
  } else if (node.is_a("CreateDomainStmt")) {
    names.add_listed("type", node["domainname"]);
  } else if (node.is_a("CreateFunctionStmt")) {
    names.add_listed("function", node["funcname"]);
  } else if (node.is_a("CreateSchemaStmt")) {
    names.add("schema", node.text("schemaname"), std::string(node.text("schemaname")));
  } else if (node.is_a("IndexStmt")) {
    const std::string table = scene.name_of(node["relation"]);
    names.add("index", node.text("idxname"),
              table.substr(0, table.rfind('.') + 1) + std::string(node.text("idxname")));
  } else if (node.is_a("CreateTrigStmt")) {
    names.add_part("trigger", node["relation"], node.text("trigname"));
  } else if (node.is_a("CreatePolicyStmt")) {
    names.add_part("policy", node["table"], node.text("policy_name"));
  } else if (node.is_a("RenameStmt")) {
    add_renamed(names, node, scene);
  }
  if (is_temporary(node["relation"])) return std::move(names.all);
  for_each_new_column(step, scene, [&](const std::string& table, const Node& column) {
    const std::string_view own = column.text("colname");
    names.add("column", own, core::format("{}.{}", table, own));
  });
  for_each_new_constraint(step, scene,
                          [&](const std::string& table, const Node& constraint, std::string_view) {
                            const std::string_view own = constraint.text("conname");
                            names.add(look_up(constraint_kinds, constraint.text("contype")), own,
                                      core::format("{}.{}", table, own));
                          });
  return std::move(names.all);
}

}  // namespace plumbline::checks::script
