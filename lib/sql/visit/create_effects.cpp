/// What the statements of this family do, from their text alone: names that the server chooses are
/// those that it chooses when nothing stands in the way.
#include <algorithm>
#include <set>

#include "core/schema/builder.hpp"
#include "sql/analysis/type_name.hpp"
#include "sql/types/type.hpp"
#include "sql/visit/create.hpp"
#include "sql/visit/names.hpp"
#include "sql/visitor.hpp"

namespace plumbline::sql {

namespace {

using core::name_part;

bool is_temporary(const Node& range_var) {
  return range_var.text("relpersistence") == "t" || range_var.text("schemaname") == "pg_temp";
}

std::string name_of(const Node& range_var, const EffectsOf& effects) {
  if (is_temporary(range_var))
    return "pg_temp." + name_part(Session::identifier(range_var.text("relname")));
  return effects.name_of(range_var);
}

void require_schema(const Node& range_var, EffectsOf& effects) {
  const std::string_view schema = range_var.text("schemaname");
  if (!schema.empty() && schema != "pg_temp")
    effects.requires_("schema", name_part(Session::identifier(schema)));
}

void require_schema_of_list(const Node& names, EffectsOf& effects) {
  if (names.size() > 1)
    effects.requires_("schema", name_part(Session::identifier(names.at(0).as_text())));
}

/// "public." of "public.orders".
std::string schema_prefix(const std::string& table) {
  bool is_quoted = false;
  for (std::size_t at = 0; at < table.size(); ++at) {
    if (table[at] == '"') is_quoted = !is_quoted;
    if (!is_quoted && table[at] == '.') return table.substr(0, at + 1);
  }
  return {};
}

std::string own_of(const std::string& table) {
  std::string own = table.substr(schema_prefix(table).size());
  if (own.size() < 2 || own.front() != '"') return own;
  std::string plain;
  for (std::size_t at = 1; at + 1 < own.size(); ++at) {
    plain += own[at];
    if (own[at] == '"') ++at;
  }
  return plain;
}

/// A type that is not the system's.
void require_type(const Node& type_name, EffectsOf& effects) {
  const Node names = type_name["names"];
  if (names.empty() || !serial_type(type_name).empty()) return;
  if (names.size() > 1 && names.at(0).as_text() == "pg_catalog") return;
  if (names.size() == 1) {
    TypeScope scope;
    scope.version = effects.state().server_version / 10000;
    if (find_type(scope, names.at(0).as_text()) != 0) return;
  }
  if (type_name.flag("pct_type")) return;
  effects.requires_("type", effects.name_of_list(names));
}

/// Names that one statement gives away, so that the next ones are numbered.
class Chosen {
 public:
  std::string choose(const std::string& table, std::string_view second, std::string_view label) {
    std::string numbered(label);
    for (int number = 1;; ++number) {
      std::string name = make_object_name(own_of(table), second, numbered);
      if (taken_.insert(name).second) return name;
      numbered = std::string(label) + std::to_string(number);
    }
  }
  void take(std::string name) { taken_.insert(std::move(name)); }

 private:
  std::set<std::string> taken_;
};

void find_columns(const Node& node, std::set<std::string>& columns, int depth = 0) {
  if (depth > 1000) return;
  if (node.is_a("ColumnRef")) {
    const Node fields = node["fields"];
    columns.emplace(fields.at(fields.size() - 1).as_text());
    return;
  }
  for (const Node child : node) find_columns(child, columns, depth + 1);
}

std::vector<std::string> texts(const Node& names) {
  std::vector<std::string> list;
  for (const Node name : names) list.emplace_back(name.as_text());
  return list;
}

std::string constraint_name(const Node& constraint, const std::string& table,
                            const std::string& column, Chosen& chosen) {
  if (const std::string_view name = constraint.text("conname"); !name.empty())
    return std::string(name);
  const std::string_view kind = constraint.text("contype");
  if (kind == "CONSTR_PRIMARY") return chosen.choose(table, "", "pkey");
  if (kind == "CONSTR_CHECK") {
    std::set<std::string> columns;
    find_columns(constraint["raw_expr"], columns);
    return chosen.choose(table, columns.size() == 1 ? *columns.begin() : "", "check");
  }
  std::vector<std::string> columns = {column};
  if (column.empty()) columns = texts(constraint[kind == "CONSTR_FOREIGN" ? "fk_attrs" : "keys"]);
  if (kind == "CONSTR_FOREIGN") return chosen.choose(table, join_for_name(columns), "fkey");
  if (kind == "CONSTR_UNIQUE") {
    for (std::string& name : texts(constraint["including"])) columns.push_back(std::move(name));
    return chosen.choose(table, join_for_name(columns), "key");
  }
  columns.clear();
  for (const Node pair : constraint["exclusions"]) {
    const Node element = pair.at(0);
    std::string name(element.text("name"));
    if (name.empty()) name = figure_column_name(element["expr"]);
    columns.push_back(name.empty() ? "expr" : name);
  }
  return chosen.choose(table, join_for_name(index_column_names(columns)), "excl");
}

void describe_constraint_named(const Node& constraint, const std::string& table,
                               const std::string& column, EffectsOf& effects, bool is_implied,
                               Chosen& chosen) {
  const std::string_view kind = constraint.text("contype");
  const bool is_key =
      kind == "CONSTR_PRIMARY" || kind == "CONSTR_UNIQUE" || kind == "CONSTR_EXCLUSION";
  const bool is_foreign = kind == "CONSTR_FOREIGN";
  if (!is_key && !is_foreign && kind != "CONSTR_CHECK") return;
  if (is_foreign && effects.name_of(constraint["pktable"]) != table)
    effects.requires_("table", effects.name_of(constraint["pktable"]));
  const std::string used_index(constraint.text("indexname"));
  if (!used_index.empty()) effects.requires_("index", schema_prefix(table) + name_part(used_index));
  const std::string name = used_index.empty() || !constraint.text("conname").empty()
                               ? constraint_name(constraint, table, column, chosen)
                               : used_index;
  effects.creates("constraint", table + '.' + name_part(name));
  if (is_implied) effects.implied();
  if (!is_key || !used_index.empty()) return;
  effects.creates("index", schema_prefix(table) + name_part(name));
  effects.implied();
}

void describe_column_named(const Node& column_def, const std::string& table, EffectsOf& effects,
                           bool is_implied, Chosen& chosen) {
  const std::string column(column_def.text("colname"));
  const Node type = column_def["typeName"];
  if (type) require_type(type, effects);
  bool has_sequence = type && !serial_type(type).empty();
  for (const Node constraint : column_def["constraints"])
    has_sequence = has_sequence || constraint.text("contype") == "CONSTR_IDENTITY";
  if (has_sequence) {
    effects.creates("sequence",
                    schema_prefix(table) + name_part(chosen.choose(table, column, "seq")));
    effects.implied();
  }
  effects.creates("column", table + '.' + name_part(column));
  if (is_implied) effects.implied();
  for (const Node constraint : column_def["constraints"])
    describe_constraint_named(constraint, table, column, effects, true, chosen);
}

}  // namespace

void describe_column(const Node& column_def, const std::string& table, EffectsOf& effects,
                     bool is_implied) {
  Chosen chosen;
  describe_column_named(column_def, table, effects, is_implied, chosen);
}

void describe_constraint(const Node& constraint, const std::string& table,
                         const std::string& column, EffectsOf& effects, bool is_implied) {
  Chosen chosen;
  describe_constraint_named(constraint, table, column, effects, is_implied, chosen);
}

namespace {

void describe_table(const Node& statement, std::string_view kind, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("if_not_exists"));
  const Node relation = statement["relation"];
  const std::string table = name_of(relation, effects);
  require_schema(relation, effects);
  for (const Node parent : statement["inhRelations"])
    effects.requires_("table", effects.name_of(parent));
  if (const Node type = statement["ofTypename"]) require_type(type, effects);
  for (const Node element : statement["tableElts"]) {
    if (element.is_a("TableLikeClause"))
      effects.requires_("table", effects.name_of(element["relation"]));
  }
  effects.creates(kind, table);
  Chosen chosen;
  for (const Node element : statement["tableElts"]) {
    if (element.is_a("ColumnDef")) describe_column_named(element, table, effects, true, chosen);
  }
  for (const Node element : statement["tableElts"]) {
    if (element.is_a("Constraint"))
      describe_constraint_named(element, table, "", effects, true, chosen);
  }
}

}  // namespace

void describe_create_table(const Node& statement, EffectsOf& effects) {
  describe_table(statement, "table", effects);
}

void describe_create_foreign_table(const Node& statement, EffectsOf& effects) {
  {
    const EffectsOf::Guard guard(effects, statement["base"].flag("if_not_exists"));
    effects.requires_("server", name_part(statement.text("servername")));
  }
  describe_table(statement["base"], "foreign-table", effects);
}

void describe_create_index(const Node& statement, EffectsOf& effects) {
  const Node relation = statement["relation"];
  const std::string table = effects.name_of(relation);
  effects.requires_("table", table);
  const EffectsOf::Guard guard(effects, statement.flag("if_not_exists"));
  std::string name(statement.text("idxname"));
  if (name.empty()) {
    std::vector<std::string> columns;
    for (const std::string_view field : {"indexParams", "indexIncludingParams"}) {
      for (const Node element : statement[field]) {
        std::string column(element.text("name"));
        if (column.empty()) column = figure_column_name(element["expr"]);
        columns.push_back(column.empty() ? "expr" : column);
      }
    }
    name = make_object_name(own_of(table), join_for_name(index_column_names(columns)), "idx");
  }
  effects.creates("index", schema_prefix(table) + name_part(name));
}

void describe_create_sequence(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("if_not_exists"));
  const Node relation = statement["sequence"];
  require_schema(relation, effects);
  for (const Node option : statement["options"]) {
    if (option.text("defname") != "owned_by") continue;
    std::vector<std::string> names;
    for (const Node name : option["arg"]) names.emplace_back(name.as_text());
    if (names.size() < 2) continue;
    const std::string schema =
        names.size() > 2 ? names[names.size() - 3] : effects.state().default_schema;
    const std::string table = name_part(schema) + '.' + name_part(names[names.size() - 2]);
    effects.requires_("table", table);
    effects.requires_("column", table + '.' + name_part(names.back()));
  }
  effects.creates("sequence", name_of(relation, effects));
}

void describe_create_statistics(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("if_not_exists"));
  const Node names = statement["defnames"];
  require_schema_of_list(names, effects);
  const Node relation = statement["relations"].at(0);
  const std::string table = effects.name_of(relation);
  effects.requires_("table", table);
  if (!names.empty()) {
    effects.creates("statistics", effects.name_of_list(names));
    return;
  }
  std::vector<std::string> columns;
  for (const Node element : statement["exprs"]) {
    const std::string_view column = element.text("name");
    columns.emplace_back(column.empty() ? std::string_view("expr") : column);
  }
  effects.creates("statistics",
                  schema_prefix(table) +
                      name_part(make_object_name(
                          own_of(table), join_for_name(index_column_names(columns)), "stat")));
}

void describe_create_trigger(const Node& statement, EffectsOf& effects) {
  const std::string table = effects.name_of(statement["relation"]);
  effects.requires_("table", table);
  if (const Node other = statement["constrrel"]) effects.requires_("table", effects.name_of(other));
  effects.requires_("function", effects.name_of_list(statement["funcname"]) + "()");
  const EffectsOf::Guard guard(effects, statement.flag("replace"));
  effects.creates("trigger", table + '.' + name_part(statement.text("trigname")));
}

void describe_create_policy(const Node& statement, EffectsOf& effects) {
  const std::string table = effects.name_of(statement["table"]);
  effects.requires_("table", table);
  for (const Node role : statement["roles"]) {
    if (role.text("roletype") == "ROLESPEC_CSTRING")
      effects.requires_("role", name_part(role.text("rolename")));
  }
  effects.creates("policy", table + '.' + name_part(statement.text("policy_name")));
}

}  // namespace plumbline::sql
