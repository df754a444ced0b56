#include "checks/script/scene.hpp"

#include <algorithm>
#include <utility>

#include "core/format.hpp"
#include "sql/types/system_tables.hpp"

namespace plumbline::checks::script {

std::string_view last_name(const Node& names) noexcept {
  return names.empty() ? std::string_view() : names.at(names.size() - 1).as_text();
}

std::string volatile_call(const Node& expression) {
  std::vector<Node> open = {expression};
  while (!open.empty()) {
    const Node node = open.back();
    open.pop_back();
    if (node.is_a("FuncCall")) {
      const std::string_view name = last_name(node["funcname"]);
      const auto rows = sql::system_tables::functions_named(name);
      const bool may_change =
          rows.empty() || std::ranges::any_of(rows, [](const sql::system_rows::Function& row) {
            return (row.flags & sql::system_rows::function_volatile) != 0;
          });
      if (may_change) return std::string(name);
    }
    for (std::size_t i = 0; i < node.size(); ++i) open.push_back(node.at(i));
  }
  return {};
}

std::string Scene::name_of(const Node& range_var) const {
  const std::string_view schema = range_var.text("schemaname");
  return core::format("{}.{}", schema.empty() ? std::string_view(default_schema_) : schema,
                      range_var.text("relname"));
}

std::string Scene::name_of_list(const Node& names) const {
  const std::size_t count = names.size();
  if (count == 0) return {};
  const std::string_view schema =
      count < 2 ? std::string_view(default_schema_) : names.at(count - 2).as_text();
  return core::format("{}.{}", schema, last_name(names));
}

std::string Scene::owner_of(const Node& names) const {
  const std::size_t count = names.size();
  if (count < 2) return {};
  const std::string_view schema =
      count < 3 ? std::string_view(default_schema_) : names.at(count - 3).as_text();
  return core::format("{}.{}", schema, names.at(count - 2).as_text());
}

bool Scene::is_domain_with_check(const std::string& name) const {
  if (domains_.contains(name)) return true;
  if (options_.schema == nullptr) return false;
  const CatalogObject* const domain = options_.schema->find(ObjectKind::domain, name);
  return domain != nullptr && (domain->has("not_null") || !domain->children.empty());
}

std::string Scene::column_type(const std::string& table, std::string_view column) const {
  if (options_.schema == nullptr) return {};
  const CatalogObject* const found =
      options_.schema->find(ObjectKind::column, core::format("{}.{}", table, column));
  return found == nullptr ? std::string() : std::string(found->property("type"));
}

bool Scene::is_proven_not_null(const std::string& table, std::string_view column) const {
  const std::string name = core::format("{}.{}", table, column);
  if (valid_.contains(name)) return true;
  if (options_.schema == nullptr) return false;
  const CatalogObject* const found = options_.schema->find(ObjectKind::column, name);
  if (found == nullptr) return false;
  if (found->has("not_null")) return true;
  const auto objects = options_.schema->objects();
  const CatalogObject& owner = objects[found->parent];
  const std::string wanted = core::format("({} IS NOT NULL)", column);
  return std::ranges::any_of(owner.children, [&](ObjectIndex child) {
    const CatalogObject& part = objects[child];
    return part.kind == ObjectKind::constraint && !part.has("not_valid") &&
           part.property("expression") == wanted;
  });
}

void Scene::report(std::string_view rule, std::string message, const std::string& object) {
  Finding finding = make_finding(rule, std::move(message), step_->statement->where);
  finding.end_line = step_->statement->end_line;
  finding.object = object;
  if (script_->change != nullptr) finding.change = script_->change->id;
  findings_.push_back(std::move(finding));
}

void Scene::begin_script(const Script& script) {
  script_ = &script;
  if (!options_.all_are_pending) made_.clear();
  seen_.clear();
  default_schema_ = "public";
  has_lock_timeout_ = false;
  in_own_transaction_ = false;
  transactions_begun_ = 0;
  last_altered_.clear();
  end_transaction();
}

void Scene::end_transaction() {
  added_here_.clear();
  new_values_.clear();
  held_.clear();
}

void Scene::follow_constraint(const std::string& table, const Node& constraint) {
  const std::string name = table + "." + std::string(constraint.text("conname"));
  const bool is_valid = !constraint.flag("skip_validation");
  if (!is_valid) added_here_.insert(name);
  const Node test = constraint["raw_expr"];
  if (constraint.text("contype") != "CONSTR_CHECK" || !test.is_a("NullTest") ||
      test.text("nulltesttype") != "IS_NOT_NULL" || !test["arg"].is_a("ColumnRef"))
    return;
  const std::string column(last_name(test["arg"]["fields"]));
  if (is_valid)
    valid_.insert(table + "." + column);
  else
    proofs_[name] = column;
}

void Scene::follow_alter(const Node& node) {
  const std::string table = name_of(node["relation"]);
  last_altered_ = table;
  for (const Node command : node["cmds"]) {
    const std::string_view kind = command.text("subtype");
    if (kind == "AT_AddConstraint") follow_constraint(table, command["def"]);
    if (kind != "AT_ValidateConstraint") continue;
    const auto proof = proofs_.find(table + "." + std::string(command.text("name")));
    if (proof != proofs_.end()) valid_.insert(table + "." + proof->second);
  }
}

void Scene::follow_table(const Node& node) {
  if (node.is_a("CreateStmt")) {
    made_.insert(name_of(node["relation"]));
  } else if (node.is_a("CreateTableAsStmt")) {
    made_.insert(name_of(node["into"]["rel"]));
  } else if (node.is_a("SelectStmt") && node["intoClause"]) {
    made_.insert(name_of(node["intoClause"]["rel"]));
  } else if (node.is_a("IndexStmt") && !existed(node["relation"])) {
    const std::string table = name_of(node["relation"]);
    made_.insert(table.substr(0, table.rfind('.') + 1) + std::string(node.text("idxname")));
  } else if (node.is_a("ViewStmt") && !node.flag("replace")) {
    made_.insert(name_of(node["view"]));
  } else if (node.is_a("CreateSeqStmt")) {
    made_.insert(name_of(node["sequence"]));
  } else if (node.is_a("CreateEnumStmt") || node.is_a("CompositeTypeStmt")) {
    made_.insert(node.is_a("CreateEnumStmt") ? name_of_list(node["typeName"])
                                             : name_of(node["typevar"]));
  } else if (node.is_a("CreateDomainStmt")) {
    const std::string name = name_of_list(node["domainname"]);
    made_.insert(name);
    if (!node["constraints"].empty()) domains_.insert(name);
  } else if (node.is_a("CreateFunctionStmt") && !node.flag("replace")) {
    made_.insert(name_of_list(node["funcname"]));
  } else if (node.is_a("CreateSchemaStmt")) {
    made_.insert("schema " + std::string(node.text("schemaname")));
    for (const Node element : node["schemaElts"]) follow_table(element);
  } else if (node.is_a("RenameStmt") && node["relation"] && node["subname"].as_text().empty()) {
    const std::string before = name_of(node["relation"]);
    if (made_.contains(before))
      made_.insert(before.substr(0, before.rfind('.') + 1) + std::string(node.text("newname")));
  } else if (node.is_a("AlterObjectSchemaStmt") && node["relation"]) {
    if (!existed(node["relation"]))
      made_.insert(core::format("{}.{}", node.text("newschema"), node["relation"].text("relname")));
  }
}

void Scene::follow_transaction(const Node& node) {
  const std::string_view kind = node.text("kind");
  if (kind == "TRANS_STMT_BEGIN" || kind == "TRANS_STMT_START") {
    in_own_transaction_ = true;
    ++transactions_begun_;
  } else if (kind == "TRANS_STMT_COMMIT" || kind == "TRANS_STMT_ROLLBACK") {
    in_own_transaction_ = node.flag("chain");
    end_transaction();
  }
}

void Scene::follow_setting(const Node& node) {
  const std::string_view name = node.text("name");
  const std::string_view kind = node.text("kind");
  if (name == "lock_timeout" || name == "statement_timeout")
    has_lock_timeout_ = kind == "VAR_SET_VALUE" || has_lock_timeout_;
  if (name != "search_path") return;
  default_schema_ = "public";
  if (kind != "VAR_SET_VALUE") return;
  for (const Node argument : node["args"]) {
    const std::string_view first = argument["sval"].text("sval");
    if (!first.empty() && first != "$user") {
      default_schema_ = first;
      break;
    }
  }
}

void Scene::follow(const Step& step) {
  const Node& node = step.node;
  for (Lock& lock : locks_of(node, *this)) {
    if (step.in_transaction) held_.push_back(std::move(lock));
  }
  last_altered_.clear();
  if (node.is_a("AlterTableStmt")) {
    follow_alter(node);
  } else if (node.is_a("TransactionStmt")) {
    follow_transaction(node);
  } else if (node.is_a("VariableSetStmt")) {
    follow_setting(node);
  } else if (node.is_a("AlterEnumStmt") && node["oldVal"].as_text().empty()) {
    if (step.in_transaction && existed(name_of_list(node["typeName"])))
      new_values_.emplace_back(node.text("newVal"));
  } else {
    follow_table(node);
  }
  if (!step.in_transaction) end_transaction();
}

}  // namespace plumbline::checks::script
