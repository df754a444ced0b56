/// How statements change what is known of tables; declared in tables.hpp.
#include <algorithm>

#include "checks/script/tables.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

using sql::Node;

namespace {

/// The name that PostgreSQL gives a constraint without one, as long as it is free and fits.
std::string default_name(const std::string& table, const std::vector<std::string>& columns,
                         std::string_view suffix) {
  std::string name = table.substr(table.rfind('.') + 1);
  for (const std::string& column : columns) name += "_" + column;
  return core::format("{}_{}", name, suffix);
}

}  // namespace

void Tables::drop_constraint(Table& table, std::string_view constraint) {
  if (const auto check = table.checks.find(constraint); check != table.checks.end())
    table.checks.erase(check);
  if (const auto key = table.keys.find(constraint); key != table.keys.end()) table.keys.erase(key);
}

void Tables::add_constraint(const std::string& name, Table& table, const Node& constraint,
                            const std::string& column, const NameOf& name_of) {
  const std::string_view kind = constraint.text("contype");
  std::string own_name(constraint.text("conname"));
  const bool is_valid = !constraint.flag("skip_validation");
  if (kind == "CONSTR_NOTNULL") table.not_null.insert(column);
  if (kind == "CONSTR_IDENTITY") table.not_null.insert(column);
  if (kind == "CONSTR_CHECK") {
    Check check = read_check(constraint["raw_expr"]);
    check.is_valid = is_valid;
    if (own_name.empty())
      own_name = default_name(
          name, column.empty() ? std::vector<std::string>{} : std::vector{column}, "check");
    table.checks[own_name] = std::move(check);
  }
  if (kind == "CONSTR_FOREIGN") {
    ForeignKey key{.references = name_of(constraint["pktable"]),
                   .columns = column_names(constraint["fk_attrs"])};
    if (!column.empty()) key.columns = {column};
    if (own_name.empty()) own_name = default_name(name, key.columns, "fkey");
    table.keys[own_name] = std::move(key);
  }
  if (kind != "CONSTR_PRIMARY" && kind != "CONSTR_UNIQUE") return;
  std::vector<std::string> columns = column_names(constraint["keys"]);
  if (!column.empty()) columns = {column};
  const std::string index_name(constraint.text("indexname"));
  if (!index_name.empty()) {
    const std::string full = name.substr(0, name.rfind('.') + 1) + index_name;
    if (const auto used = index(full)) columns = used->columns;
  }
  if (kind == "CONSTR_PRIMARY") {
    table.not_null.insert(columns.begin(), columns.end());
    table.has_key = true;
  }
  table.own_indexes.push_back(std::move(columns));
}

void Tables::add_column(const std::string& name, Table& table, const Node& column,
                        const NameOf& name_of) {
  const std::string own_name(column.text("colname"));
  const Node names = column["typeName"]["names"];
  table.types[own_name] = read_type(column["typeName"]);
  if (!names.empty() && is_serial(names.at(names.size() - 1).as_text()))
    table.not_null.insert(own_name);
  for (const Node constraint : column["constraints"])
    add_constraint(name, table, constraint, own_name, name_of);
}

void Tables::make(const Node& node, const NameOf& name_of) {
  const std::string name = name_of(node["relation"]);
  if (node.flag("if_not_exists") && tables_.contains(name)) return;
  drop(name);
  Table& table = tables_[name];
  table.is_whole = node["inhRelations"].empty() && !node["ofTypename"];
  if (node["partbound"]) {
    for (const Node parent : node["inhRelations"]) table.parent = name_of(parent);
  }
  // Constraints may be about columns behind them.
  for (const Node element : node["tableElts"]) {
    if (element.is_a("ColumnDef")) add_column(name, table, element, name_of);
    if (element.is_a("TableLikeClause")) table.is_whole = false;
  }
  for (const Node element : node["tableElts"]) {
    if (element.is_a("Constraint")) add_constraint(name, table, element, {}, name_of);
  }
}

void Tables::alter(const Node& node, const NameOf& name_of) {
  const std::string name = name_of(node["relation"]);
  Table& table = tables_[name];
  for (const Node command : node["cmds"]) {
    const std::string_view kind = command.text("subtype");
    const std::string target(command.text("name"));
    const Node definition = command["def"];
    if (kind == "AT_AddColumn") add_column(name, table, definition, name_of);
    if (kind == "AT_AddConstraint") add_constraint(name, table, definition, {}, name_of);
    if (kind == "AT_DropConstraint") drop_constraint(table, target);
    if (kind == "AT_AlterColumnType") table.types[target] = read_type(definition["typeName"]);
    if (kind == "AT_SetNotNull") table.not_null.insert(target);
    if (kind == "AT_DropNotNull") {
      table.not_null.erase(target);
      table.dropped.insert(target);
    }
    if (kind == "AT_DropColumn") {
      table.types.erase(target);
      table.not_null.erase(target);
    }
    if (kind == "AT_AttachPartition") tables_[name_of(definition["name"])].parent = name;
    if (kind == "AT_DetachPartition") tables_[name_of(definition["name"])].parent.clear();
    if (kind != "AT_ValidateConstraint") continue;
    if (const auto check = table.checks.find(target); check != table.checks.end())
      check->second.is_valid = true;
  }
}

void Tables::rename(const Node& node, const NameOf& name_of) {
  const std::string before = name_of(node["relation"]);
  const std::string after =
      before.substr(0, before.rfind('.') + 1) + std::string(node.text("newname"));
  if (node.text("renameType") == "OBJECT_INDEX") {
    if (auto index = indexes_.extract(before)) {
      tables_[index.mapped().table].indexes.erase(before);
      tables_[index.mapped().table].indexes.insert(after);
      index.key() = after;
      indexes_.insert(std::move(index));
    }
    return;
  }
  if (!node.text("subname").empty()) return;
  if (auto table = tables_.extract(before)) {
    for (const std::string& index : table.mapped().indexes) indexes_.at(index).table = after;
    tables_.insert_or_assign(after, std::move(table.mapped()));
  }
}

void Tables::drop(const std::string& name) {
  const auto table = tables_.find(name);
  if (table == tables_.end()) return;
  for (const std::string& index : table->second.indexes) indexes_.erase(index);
  tables_.erase(table);
}

void Tables::follow(const Node& node, const NameOf& name_of) {
  if (node.is_a("CreateStmt")) {
    make(node, name_of);
  } else if (node.is_a("AlterTableStmt") && node.text("objtype") == "OBJECT_TABLE") {
    alter(node, name_of);
  } else if (node.is_a("RenameStmt") && node["relation"]) {
    rename(node, name_of);
  } else if (node.is_a("DropStmt") && node.text("removeType") == "OBJECT_TABLE") {
    for (const Node names : node["objects"]) drop(name_of(names));
  } else if (node.is_a("IndexStmt")) {
    const std::string table = name_of(node["relation"]);
    std::vector<std::string> columns = column_names(node["indexParams"]);
    std::string name(node.text("idxname"));
    if (name.empty()) name = default_name(table, columns, "idx");
    name = table.substr(0, table.rfind('.') + 1) + name;
    if (indexes_.contains(name)) return;
    indexes_[name] = {.table = table,
                      .columns = std::move(columns),
                      .is_partial = static_cast<bool>(node["whereClause"])};
    tables_[table].indexes.insert(std::move(name));
  }
}

}  // namespace plumbline::checks::script
