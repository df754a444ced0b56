#include "checks/script/scene.hpp"

#include <algorithm>
#include <utility>

#include "checks/script/new_names.hpp"
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

bool Scene::is_partitioned(const std::string& table) const {
  if (partitioned_.contains(table)) return true;
  if (options_.schema == nullptr) return false;
  const CatalogObject* const found = options_.schema->find(ObjectKind::table, table);
  return found != nullptr && found->has("partition_key");
}

bool Scene::is_domain_with_check(const std::string& name) const {
  if (domains_.contains(name)) return true;
  if (options_.schema == nullptr) return false;
  const CatalogObject* domain = options_.schema->find(ObjectKind::domain, name);
  while (domain != nullptr) {
    if (domain->has("not_null") || !domain->children.empty()) return true;
    domain = options_.schema->find(ObjectKind::domain, domain->property("type"));
  }
  return false;
}

void Scene::report(std::string_view rule, std::string message, const std::string& object) {
  Finding finding = make_finding(rule, std::move(message), step_->statement->where);
  finding.end_line = step_->statement->end_line;
  finding.object = object;
  if (script_->change != nullptr) finding.change = script_->change->id;
  const bool is_taste = finding.severity == Severity::info;
  findings_.push_back(
      {.finding = std::move(finding), .is_doubtful = leans_on_older_, .is_taste = is_taste});
}

void Scene::report_without_index(std::string_view rule, std::string message,
                                 const std::string& table, std::vector<std::string> columns) {
  report(rule, std::move(message), table);
  wanted_.push_back({.table = table,
                     .columns = std::move(columns),
                     .comment = {},
                     .script = scripts_begun_ - 1,
                     .reported = std::move(findings_.back())});
  findings_.pop_back();
}

void Scene::report_without_comment(std::string_view rule, std::string message,
                                   const std::string& object, std::string what) {
  report(rule, std::move(message), object);
  wanted_.push_back({.table = object,
                     .columns = {},
                     .comment = std::move(what),
                     .script = scripts_begun_ - 1,
                     .reported = std::move(findings_.back())});
  findings_.pop_back();
}

bool Scene::wants_no_comment(const std::string& what) const {
  if (commented_.contains(what)) return true;
  constexpr std::string_view column = "column ";
  if (!what.starts_with(column)) return false;
  const std::string table = what.substr(column.size(), what.rfind('.') - column.size());
  return commented_.contains("gone " + table);
}

const std::vector<std::string>* Scene::fallen() const {
  if (script_->fallen == nullptr) return nullptr;
  const auto at = static_cast<std::size_t>(step_->statement - script_->list->statements.data());
  const auto found = script_->fallen->find(at);
  return found == script_->fallen->end() ? nullptr : &found->second;
}

bool Scene::has_reported(std::string_view rule) const {
  for (std::size_t at = reported_before_; at < findings_.size(); ++at) {
    if (findings_[at].finding.rule != rule) continue;
    leans_on_older_ = leans_on_older_ || findings_[at].is_doubtful;
    return true;
  }
  return false;
}

void Scene::begin_script(const Script& script) {
  script_ = &script;
  ++scripts_begun_;
  if (options_.earlier == Earlier::unknown) older_.merge(made_);
  if (options_.earlier != Earlier::pending) made_.clear();
  if (script.is_followed_only) made_before_ = made_;
  seen_.clear();
  default_schema_ = "public";
  timeouts_ = outer_timeouts_ = {};
  is_utc_ = has_search_path_ = has_defined_ = has_written_ = false;
  in_own_transaction_ = false;
  in_tools_transaction_ = script.list->in_transaction;
  find_tools_own(*script.list);
  transactions_begun_ = 0;
  last_altered_.clear();
  end_transaction();
}

void Scene::end_script() {
  // What has run is in use.
  if (script_->is_followed_only) made_ = std::move(made_before_);
  if (!in_own_transaction_) return;
  begin_rule();
  begin_step(begin_);
  report("script/transaction-control",
         script_->list->own_session
             ? "BEGIN without COMMIT: the session ends, and all of it is undone"
             : "BEGIN without COMMIT: the transaction stays open, or all of it is undone");
}

/// COMMIT and, later, BEGIN at one place: a block that Alembic runs outside of its transaction
/// (`autocommit_block`).
void Scene::find_tools_own(const StatementList& list) {
  tools_own_.clear();
  std::map<std::size_t, const Statement*> ends;
  for (const Statement& statement : list.statements) {
    if (statement.with_previous) continue;
    if (statement.sql == "COMMIT") ends[statement.where.offset] = &statement;
    if (statement.sql != "BEGIN") continue;
    const auto end = ends.find(statement.where.offset);
    if (end == ends.end()) continue;
    tools_own_.insert(end->second);
    tools_own_.insert(&statement);
  }
}

void Scene::end_transaction() {
  timeouts_ = outer_timeouts_;
  added_here_.clear();
  new_values_.clear();
  held_.clear();
}

void Scene::follow_alter(const Node& node) {
  last_altered_ = name_of(node["relation"]);
  for (const Node command : node["cmds"]) {
    const Node constraint = command["def"];
    if (command.text("subtype") == "AT_AddConstraint" && constraint.flag("skip_validation"))
      added_here_.insert(last_altered_ + "." + std::string(constraint.text("conname")));
  }
}

void Scene::follow_domain(const Node& node) {
  if (node.is_a("AlterDomainStmt")) {
    const std::string_view what = node.text("subtype");
    if (what == "C" || what == "O") domains_.insert(name_of_list(node["typeName"]));
    return;
  }
  const std::string name = name_of_list(node["domainname"]);
  made_.insert(name);
  bool has_check = is_domain_with_check(name_of_list(node["typeName"]["names"]));
  for (const Node constraint : node["constraints"]) {
    const std::string_view kind = constraint.text("contype");
    has_check = has_check || kind == "CONSTR_CHECK" || kind == "CONSTR_NOTNULL";
  }
  if (has_check) domains_.insert(name);
}

void Scene::follow_table(const Node& node) {
  if (node.is_a("CreateStmt")) {
    made_.insert(name_of(node["relation"]));
    if (node["partspec"]) partitioned_.insert(name_of(node["relation"]));
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
  } else if (node.is_a("CreateDomainStmt") || node.is_a("AlterDomainStmt")) {
    follow_domain(node);
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

/// What has a comment now, is called otherwise, or is gone.
void Scene::follow_comments(const Node& node) {
  const auto names_of = [](const Node& object) {
    if (object["objname"]) return object["objname"];
    return object["names"] ? object["names"] : object;
  };
  const auto note = [&](std::string_view kind, std::string name) {
    const auto before = renamed_.find(name);
    commented_.insert(
        core::format("{} {}", kind, before == renamed_.end() ? name : before->second));
  };
  if (node.is_a("CommentStmt") && !node.text("comment").empty()) {
    const std::string_view kind = object_kind(node.text("objtype"));
    const Node names = names_of(node["object"]);
    if (kind == "schema") {
      note(kind, std::string(names.as_text()));
    } else if (kind == "column") {
      const std::string table = owner_of(names);
      const auto before = renamed_.find(table);
      note(kind, core::format("{}.{}", before == renamed_.end() ? table : before->second,
                              last_name(names)));
    } else if (!kind.empty()) {
      note(kind, name_of_list(names));
    }
  } else if (node.is_a("DropStmt")) {
    const std::string_view kind = object_kind(node.text("removeType"));
    for (const Node object : node["objects"]) {
      const Node names = names_of(object);
      const std::string name =
          kind == "schema" ? std::string(names.as_text()) : name_of_list(names);
      note(kind, name);
      commented_.insert("gone " + name);
    }
  } else if (node.is_a("AlterTableStmt")) {
    for (const Node command : node["cmds"]) {
      if (command.text("subtype") == "AT_DropColumn")
        note("column", core::format("{}.{}", name_of(node["relation"]), command.text("name")));
    }
  } else if (node.is_a("RenameStmt") && node["relation"] && node["subname"].as_text().empty()) {
    const std::string before = name_of(node["relation"]);
    renamed_[before.substr(0, before.rfind('.') + 1) + std::string(node.text("newname"))] = before;
  } else if (node.is_a("RenameStmt") && node.text("renameType") == "OBJECT_COLUMN") {
    const std::string table = name_of(node["relation"]);
    renamed_[core::format("{}.{}", table, node.text("newname"))] =
        core::format("{}.{}", table, node.text("subname"));
  }
}

void Scene::follow_transaction(const Step& step) {
  const Node& node = step.node;
  const std::string_view kind = node.text("kind");
  if (kind == "TRANS_STMT_BEGIN" || kind == "TRANS_STMT_START") {
    const bool is_of_tool = this->is_of_tool(*step.statement);
    if (!is_of_tool && !in_own_transaction_) begin_ = *step_;
    (is_of_tool ? in_tools_transaction_ : in_own_transaction_) = true;
    ++transactions_begun_;
  } else if (kind == "TRANS_STMT_COMMIT" || kind == "TRANS_STMT_ROLLBACK") {
    in_own_transaction_ = node.flag("chain");
    in_tools_transaction_ = false;
    end_transaction();
  }
}

namespace {

/// The function of `SELECT f(…)`.
Node call_of(const Node& select) { return select["targetList"].at(0)["val"]; }

}  // namespace

void Scene::set(std::string_view name, std::string_view value, bool is_local) {
  const bool is_limit = value.find_first_of("123456789") != std::string_view::npos;
  const auto note = [&](bool Timeouts::*limit) {
    timeouts_.*limit = is_limit;
    if (!is_local) outer_timeouts_.*limit = is_limit;
  };
  if (name == "lock_timeout") note(&Timeouts::lock);
  if (name == "statement_timeout") note(&Timeouts::statement);
  if (name == "transaction_timeout" && version() >= 170000) note(&Timeouts::statement);
  if (name == "search_path") has_search_path_ = !value.empty();
  if (name == "timezone") is_utc_ = value == "UTC" || value == "Etc/UTC" || value == "GMT";
}

void Scene::follow_setting(const Node& node) {
  const std::string_view name = node.text("name");
  const bool has_value = node.text("kind") == "VAR_SET_VALUE";
  if (name == "search_path") {
    default_schema_ = "public";
    has_search_path_ = has_value;
    for (const Node argument : node["args"]) {
      const std::string_view first = argument["sval"].text("sval");
      if (!has_value || first.empty() || first == "$user") continue;
      default_schema_ = first;
      break;
    }
    return;
  }
  if (node.text("kind") == "VAR_RESET_ALL") timeouts_ = outer_timeouts_ = {};
  set(name, has_value ? constant_text(node["args"].at(0)) : std::string(), node.flag("is_local"));
}

void Scene::follow(const Step& step) {
  const Node& node = step.node;
  for (Lock& lock : locks_of(node, *this)) {
    if (step.in_transaction) held_.push_back(std::move(lock));
  }
  has_defined_ = has_defined_ || is_definition(node);
  if (options_.conventions != nullptr) follow_comments(node);
  for (const Node table : written_tables(node)) has_written_ = has_written_ || existed(table);
  last_altered_.clear();
  tables_.follow(node, [&](const Node& name) {
    return name.is_list() || name.is_a("List") ? name_of_list(name) : name_of(name);
  });
  if (node.is_a("AlterTableStmt")) {
    follow_alter(node);
  } else if (node.is_a("TransactionStmt")) {
    follow_transaction(step);
  } else if (node.is_a("VariableSetStmt")) {
    follow_setting(node);
  } else if (node.is_a("SelectStmt") && last_name(call_of(node)["funcname"]) == "set_config") {
    const Node arguments = call_of(node)["args"];
    set(constant_text(arguments.at(0)), constant_text(arguments.at(1)),
        arguments.at(2)["boolval"].flag("boolval"));
  } else if (node.is_a("AlterEnumStmt") && node["oldVal"].as_text().empty()) {
    if (step.in_transaction && existed(name_of_list(node["typeName"])))
      new_values_.emplace_back(node.text("newVal"));
  } else {
    follow_table(node);
  }
  if (!step.in_transaction) end_transaction();
}

}  // namespace plumbline::checks::script
