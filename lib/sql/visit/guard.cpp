#include "sql/visit/guard.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/schema/qualified_name.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/parse.hpp"
#include "sql/types/system_catalog.hpp"

namespace plumbline::sql {

namespace {

constexpr std::string_view too_much =
    "a condition decides that looks at more than names in the catalog";

/// What a WHERE clause asks: column → the only value it may have. Values that are objects stand as
/// their id behind "#".
using Wanted = std::map<std::string, std::vector<std::string>, std::less<>>;

std::string last_field(const Node& column) {
  const Node fields = column["fields"];
  return std::string(fields.at(fields.size() - 1).as_text());
}

/// 'public.orders'::regclass and the like.
std::string object_value(Session& session, std::string_view type, std::string_view text) {
  const std::vector<std::string> parts = core::name_parts(text);
  if (parts.empty() || parts.size() > 2) unknown(std::string(too_much));
  if (type == "regnamespace") {
    const Id id = session.catalog.schema(parts[0]);
    if (id == Catalog::none) fail("3F000", "schema \"" + parts[0] + "\" does not exist");
    return "#" + std::to_string(id);
  }
  std::vector<Id> schemas = session.search_path();
  if (parts.size() == 2) schemas = {session.schema(parts[0])};
  for (const Id schema : schemas) {
    const Id id = type == "regclass" ? session.catalog.relation(schema, parts.back())
                                     : session.catalog.type(schema, parts.back());
    if (id != Catalog::none) return "#" + std::to_string(id);
  }
  if (type == "regclass") fail("42P01", "relation \"" + std::string(text) + "\" does not exist");
  unknown(std::string(too_much));
}

std::string constant(Session& session, const Node& node) {
  if (node.is_a("A_Const")) {
    if (node["boolval"]) return node["boolval"].flag("boolval") ? "t" : "f";
    // Compared with a name, it is cut as names are.
    return Session::identifier(node.as_text());
  }
  if (node.is_a("TypeCast")) {
    const Node names = node["typeName"]["names"];
    const std::string_view type = names.at(names.size() - 1).as_text();
    const std::string text = constant(session, node["arg"]);
    if (type == "regclass" || type == "regtype" || type == "regnamespace") {
      return object_value(session, type, text);
    }
    if (type == "name" || type == "text" || type == "varchar" || type == "regrole") return text;
    if (type == "bool") return text == "true" || text == "t" ? "t" : "f";
  }
  const bool is_schema_call =
      node.is_a("FuncCall") &&
      node["funcname"].at(node["funcname"].size() - 1).as_text() == "current_schema";
  if (is_schema_call ||
      (node.is_a("SQLValueFunction") && node.text("op") == "SVFOP_CURRENT_SCHEMA")) {
    const std::vector<Id>& path = session.search_path();
    if (!path.empty()) return std::string(session.catalog[path.front()].own);
  }
  if (node.is_a("SQLValueFunction") && node.text("op") == "SVFOP_CURRENT_USER") return session.role;
  unknown(std::string(too_much));
}

void add_condition(Session& session, const Node& node, Wanted& wanted) {
  if (!node) return;
  if (node.is_a("BoolExpr") && node.text("boolop") == "AND_EXPR") {
    for (const Node part : node["args"]) add_condition(session, part, wanted);
    return;
  }
  if (node.is_a("BoolExpr") && node.text("boolop") == "NOT_EXPR" && node["args"].size() == 1 &&
      node["args"].at(0).is_a("ColumnRef")) {
    wanted[last_field(node["args"].at(0))] = {"f"};
    return;
  }
  if (node.is_a("ColumnRef")) {
    wanted[last_field(node)] = {"t"};
    return;
  }
  if (!node.is_a("A_Expr") || node["name"].size() != 1 || node["name"].at(0).as_text() != "=") {
    unknown(std::string(too_much));
  }
  Node left = node["lexpr"];
  Node right = node["rexpr"];
  // n.oid = c.relnamespace joins what belongs together anyway.
  if (left.is_a("ColumnRef") && right.is_a("ColumnRef")) return;
  if (node.text("kind") == "AEXPR_OP" && right.is_a("ColumnRef")) std::swap(left, right);
  if (!left.is_a("ColumnRef")) unknown(std::string(too_much));
  std::vector<std::string> values;
  if (node.text("kind") == "AEXPR_IN") {
    for (const Node value : right) values.push_back(constant(session, value));
  } else if (node.text("kind") == "AEXPR_OP") {
    values.push_back(constant(session, right));
  } else {
    unknown(std::string(too_much));
  }
  if (!wanted.emplace(last_field(left), values).second) unknown(std::string(too_much));
}

/// System relations by what they list, and their columns by what they say of it.
enum class Fact { name, schema, table, schema_id, table_id, kind, type_id, other_kind };
struct Column {
  std::string_view relation;
  std::string_view column;
  Fact fact;
};
constexpr std::array columns = {
    Column{"pg_roles", "rolname", Fact::name},
    Column{"pg_authid", "rolname", Fact::name},
    Column{"pg_user", "usename", Fact::name},
    Column{"pg_type", "typname", Fact::name},
    Column{"pg_type", "typnamespace", Fact::schema_id},
    Column{"pg_class", "relname", Fact::name},
    Column{"pg_class", "relkind", Fact::kind},
    Column{"pg_class", "relnamespace", Fact::schema_id},
    Column{"pg_class", "oid", Fact::table_id},
    Column{"pg_tables", "tablename", Fact::name},
    Column{"pg_tables", "schemaname", Fact::schema},
    Column{"pg_views", "viewname", Fact::name},
    Column{"pg_views", "schemaname", Fact::schema},
    Column{"pg_matviews", "matviewname", Fact::name},
    Column{"pg_matviews", "schemaname", Fact::schema},
    Column{"pg_sequences", "sequencename", Fact::name},
    Column{"pg_sequences", "schemaname", Fact::schema},
    Column{"pg_indexes", "indexname", Fact::name},
    Column{"pg_indexes", "tablename", Fact::table},
    Column{"pg_indexes", "schemaname", Fact::schema},
    Column{"tables", "table_name", Fact::name},
    Column{"tables", "table_schema", Fact::schema},
    Column{"tables", "table_type", Fact::other_kind},
    Column{"columns", "column_name", Fact::name},
    Column{"columns", "table_name", Fact::table},
    Column{"columns", "table_schema", Fact::schema},
    Column{"table_constraints", "constraint_name", Fact::name},
    Column{"table_constraints", "table_name", Fact::table},
    Column{"table_constraints", "table_schema", Fact::schema},
    Column{"table_constraints", "constraint_schema", Fact::schema},
    Column{"pg_constraint", "conname", Fact::name},
    Column{"pg_constraint", "conrelid", Fact::table_id},
    Column{"pg_constraint", "connamespace", Fact::schema_id},
    Column{"pg_attribute", "attname", Fact::name},
    Column{"pg_attribute", "attrelid", Fact::table_id},
    Column{"pg_trigger", "tgname", Fact::name},
    Column{"pg_trigger", "tgrelid", Fact::table_id},
    Column{"triggers", "trigger_name", Fact::name},
    Column{"triggers", "event_object_table", Fact::table},
    Column{"pg_policies", "policyname", Fact::name},
    Column{"pg_policies", "tablename", Fact::table},
    Column{"pg_policies", "schemaname", Fact::schema},
    Column{"pg_policy", "polname", Fact::name},
    Column{"pg_policy", "polrelid", Fact::table_id},
    Column{"pg_extension", "extname", Fact::name},
    Column{"pg_namespace", "nspname", Fact::name},
    Column{"schemata", "schema_name", Fact::name},
    Column{"pg_proc", "proname", Fact::name},
    Column{"pg_proc", "pronamespace", Fact::schema_id},
    Column{"pg_enum", "enumlabel", Fact::name},
    Column{"pg_enum", "enumtypid", Fact::type_id},
    Column{"pg_publication", "pubname", Fact::name},
    Column{"pg_event_trigger", "evtname", Fact::name},
};

struct Listing {
  std::string_view relation;
  std::vector<ObjectKind> kinds;
};

const std::vector<Listing>& listings() {
  using enum ObjectKind;
  static const std::vector<Listing> all = {
      {"pg_roles", {role}},
      {"pg_authid", {role}},
      {"pg_user", {role}},
      {"pg_type", {type, enumeration, domain, table, view, materialized_view, foreign_table}},
      {"pg_class", {table, view, materialized_view, foreign_table, sequence, index, type}},
      {"pg_tables", {table}},
      {"pg_views", {view}},
      {"pg_matviews", {materialized_view}},
      {"pg_sequences", {sequence}},
      {"pg_indexes", {index, constraint}},
      {"tables", {table, view, foreign_table}},
      {"columns", {column}},
      {"pg_attribute", {column}},
      {"table_constraints", {constraint}},
      {"pg_constraint", {constraint}},
      {"pg_trigger", {trigger}},
      {"triggers", {trigger}},
      {"pg_policies", {policy}},
      {"pg_policy", {policy}},
      {"pg_extension", {extension}},
      {"pg_namespace", {schema}},
      {"schemata", {schema}},
      {"pg_proc", {function, procedure, aggregate}},
      {"pg_publication", {publication}},
      {"pg_event_trigger", {event_trigger}},
  };
  return all;
}

char relation_letter(ObjectKind kind, const Catalog& catalog, Id id) {
  switch (kind) {
    case ObjectKind::table:
      return catalog.has(id, "partition_key") ? 'p' : 'r';
    case ObjectKind::view:
      return 'v';
    case ObjectKind::materialized_view:
      return 'm';
    case ObjectKind::foreign_table:
      return 'f';
    case ObjectKind::sequence:
      return 'S';
    case ObjectKind::index:
      return catalog.has(catalog[id].parent, "partition_key") ? 'I' : 'i';
    case ObjectKind::type:
      return 'c';
    default:
      return '?';
  }
}

bool is_one_of(const std::vector<std::string>& values, std::string_view value) {
  return std::ranges::find(values, value) != values.end();
}

class Lookup {
 public:
  Lookup(Session& session, const Node& select) : session_(session), catalog_(session.catalog) {
    for (const char* clause : {"groupClause", "havingClause", "windowClause", "valuesLists",
                               "withClause", "larg", "distinctClause", "limitOffset"}) {
      if (select[clause] && select[clause].size() > 0) unknown(std::string(too_much));
    }
    if (select.text("op") != "SETOP_NONE") unknown(std::string(too_much));
    for (const Node item : select["fromClause"]) add_from(item);
    if (relations_.empty()) unknown(std::string(too_much));
    add_condition(session, select["whereClause"], wanted_);
  }

  [[nodiscard]] bool finds() {
    // The relation that is asked; pg_namespace beside it only says which schema.
    std::string main;
    for (const std::string& relation : relations_) {
      if (relations_.size() > 1 && relation == "pg_namespace") continue;
      if (relations_.size() > 1 && relation == "pg_class" && is_about_parts()) continue;
      if (relations_.size() > 1 && relation == "pg_type" && has("pg_enum")) continue;
      if (!main.empty()) unknown(std::string(too_much));
      main = relation;
    }
    if (main == "pg_enum") return finds_label();
    const auto listing = std::ranges::find(listings(), main, &Listing::relation);
    if (listing == listings().end()) unknown(std::string(too_much));
    for (const ObjectKind kind : listing->kinds) {
      for (const Id id : catalog_.all(kind)) {
        if (matches(id, main)) {
          if (is_doubtful(id)) unknown("whether " + catalog_.name(id) + " is there");
          return true;
        }
      }
    }
    if (!catalog_.doubt_of_everything().empty())
      unknown(std::string(catalog_.doubt_of_everything()));
    if (catalog_.has_doubts() && may_have_been_made(main))
      unknown("a statement before it may have made what a condition looks for");
    return is_of_the_system(main);
  }

 private:
  [[nodiscard]] bool has(std::string_view relation) const {
    return std::ranges::find(relations_, relation) != relations_.end();
  }
  [[nodiscard]] bool is_about_parts() const {
    return has("pg_constraint") || has("pg_attribute") || has("pg_trigger") || has("pg_policy");
  }

  void add_from(const Node& item) {
    if (item.is_a("JoinExpr")) {
      if (item.text("jointype") != "JOIN_INNER" || item["usingClause"].size() > 0) {
        unknown(std::string(too_much));
      }
      add_from(item["larg"]);
      add_from(item["rarg"]);
      add_condition(session_, item["quals"], wanted_);
      return;
    }
    if (!item.is_a("RangeVar") || session_.system_relation(item).empty()) {
      unknown(std::string(too_much));
    }
    relations_.emplace_back(item.text("relname"));
  }

  [[nodiscard]] bool is_doubtful(Id id) const { return catalog_.is_doubtful(catalog_.name(id)); }

  [[nodiscard]] bool matches(Id id, const std::string& relation) const {
    const Catalog::Object& object = catalog_[id];
    if (object.is_system && object.kind != ObjectKind::schema) return false;
    const Id table = object.parent;
    for (const auto& [column, values] : wanted_) {
      if (column == "nspname" && relation != "pg_namespace") {
        if (!is_one_of(values, schema_name(id))) return false;
        continue;
      }
      if (column == "relname" && relation != "pg_class") {
        if (table == Catalog::none || !is_one_of(values, catalog_[table].own)) return false;
        continue;
      }
      if (column == "attisdropped" && values.front() == "f") continue;
      if (column == "tgisinternal" && values.front() == "f") continue;
      if (column == "catalog_name" || column == "table_catalog") unknown(std::string(too_much));
      if (column == "contype" || column == "constraint_type") {
        if (!is_one_of(values, constraint_word(id, column == "contype"))) return false;
        continue;
      }
      const auto known = std::ranges::find_if(columns, [&, &name = column](const Column& one) {
        return one.relation == relation && one.column == name;
      });
      if (known == columns.end()) unknown(std::string(too_much));
      switch (known->fact) {
        case Fact::name:
          if (!is_one_of(values, object.own)) return false;
          break;
        case Fact::schema:
          if (!is_one_of(values, schema_name(id))) return false;
          break;
        case Fact::table:
          if (table == Catalog::none || !is_one_of(values, catalog_[table].own)) return false;
          break;
        case Fact::schema_id:
          if (!is_one_of(values, "#" + std::to_string(catalog_.schema_of(id)))) return false;
          break;
        case Fact::table_id:
          if (!is_one_of(values, "#" + std::to_string(table == Catalog::none ? id : table)))
            return false;
          break;
        case Fact::kind:
          if (!is_one_of(values, std::string(1, relation_letter(object.kind, catalog_, id))))
            return false;
          break;
        case Fact::other_kind:
          if (!is_one_of(values, object.kind == ObjectKind::table  ? "BASE TABLE"
                                 : object.kind == ObjectKind::view ? "VIEW"
                                                                   : "FOREIGN"))
            return false;
          break;
        case Fact::type_id:
          unknown(std::string(too_much));
      }
    }
    if (relation == "pg_indexes" && object.kind == ObjectKind::constraint) {
      const std::string_view type = catalog_.value(id, "type");
      return type == "primary key" || type == "unique" || type == "exclude";
    }
    if (relation == "pg_class" && object.kind == ObjectKind::type) {
      return catalog_.value(id, "sort") == "composite";
    }
    return true;
  }

  [[nodiscard]] std::string_view schema_name(Id id) const {
    const Id schema = catalog_.schema_of(id);
    return schema == Catalog::none ? std::string_view() : catalog_[schema].own;
  }

  [[nodiscard]] std::string constraint_word(Id id, bool is_letter) const {
    const std::string_view type = catalog_.value(id, "type");
    if (type == "primary key") return is_letter ? "p" : "PRIMARY KEY";
    if (type == "foreign key") return is_letter ? "f" : "FOREIGN KEY";
    if (type == "unique") return is_letter ? "u" : "UNIQUE";
    if (type == "check") return is_letter ? "c" : "CHECK";
    if (type == "exclude") return is_letter ? "x" : "EXCLUDE";
    return is_letter ? "n" : "CHECK";
  }

  [[nodiscard]] bool finds_label() const {
    const auto label = wanted_.find("enumlabel");
    if (label == wanted_.end()) unknown(std::string(too_much));
    for (const Id id : catalog_.all(ObjectKind::enumeration)) {
      const auto type = wanted_.find("enumtypid");
      if (type != wanted_.end() && !is_one_of(type->second, "#" + std::to_string(id))) continue;
      const auto name = wanted_.find("typname");
      if (name != wanted_.end() && !is_one_of(name->second, catalog_[id].own)) continue;
      const auto schema = wanted_.find("nspname");
      if (schema != wanted_.end() && !is_one_of(schema->second, schema_name(id))) continue;
      if (is_doubtful(id)) unknown("which labels " + catalog_.name(id) + " has");
      for (const std::string_view value : core::list_items(catalog_.value(id, "values"))) {
        for (const std::string& wanted : label->second) {
          if (value == "'" + wanted + "'") return true;
        }
      }
    }
    if (!catalog_.doubt_of_everything().empty())
      unknown(std::string(catalog_.doubt_of_everything()));
    return false;
  }

  [[nodiscard]] const std::vector<std::string>* asked_names(std::string_view relation) const {
    const auto name = std::ranges::find_if(columns, [&](const Column& one) {
      return one.relation == relation && one.fact == Fact::name;
    });
    const auto asked = name == columns.end() ? wanted_.end() : wanted_.find(name->column);
    return asked == wanted_.end() ? nullptr : &asked->second;
  }

  /// Of what is not known: by a statement that spoke of the name, or by one whose object is known.
  [[nodiscard]] bool may_have_been_made(std::string_view relation) const {
    const std::vector<std::string>* const names = asked_names(relation);
    if (names == nullptr) return true;
    for (const std::string& name : *names) {
      if (session_.mentions.has(name)) return true;
      if (catalog_.is_doubtful(core::name_part(name))) return true;
      for (Id id = 0; id < catalog_.count(); ++id) {
        if (catalog_[id].own == name && is_doubtful(id)) return true;
        const bool is_renamed =
            catalog_[id].kind == ObjectKind::schema &&
            catalog_.is_doubtful(catalog_.name(id) + '.' + core::name_part(name));
        if (is_renamed) return true;
      }
    }
    return false;
  }

  /// Types and row types of the system and of extensions.
  [[nodiscard]] bool is_other_type(const std::string& name) const {
    const CatalogTypes types(session_);
    const int major = session_.version() / 10'000;
    const auto has = [&](std::string_view schema) {
      return find_type_in(types.scope(), schema, name) != 0 ||
             find_system_relation(schema, name, major).has_value();
    };
    if (has("pg_catalog") || has("information_schema")) return true;
    const std::vector<Id> schemas = catalog_.all(ObjectKind::schema);
    return std::ranges::any_of(schemas, [&](Id schema) { return has(catalog_[schema].own); });
  }

  /// What the server has of its own may have the name that is asked for.
  [[nodiscard]] bool is_of_the_system(const std::string& relation) const {
    const std::vector<std::string>* const asked = asked_names(relation);
    if (asked == nullptr) unknown(std::string(too_much));
    for (const std::string& value : *asked) {
      if (session_.temporary.contains(value)) unknown(std::string(too_much));
      if (relation == "pg_type" && !is_other_type(value)) continue;
      if (relation == "pg_type" && wanted_.size() == 1) return true;
      if (value.starts_with("pg_") || value == "plpgsql") unknown(std::string(too_much));
      const bool has_system_rows = relation == "pg_proc" || relation == "pg_type";
      if (has_system_rows && !wanted_.contains("nspname") && !wanted_.contains("pronamespace") &&
          !wanted_.contains("typnamespace") && value.find('_') == std::string::npos) {
        unknown(std::string(too_much));
      }
    }
    return false;
  }

  Session& session_;
  Catalog& catalog_;
  std::vector<std::string> relations_;
  Wanted wanted_;
};

/// to_regclass('public.orders'), to_regtype('mood'): whether it gives something.
bool is_found_by_name(Session& session, const Node& call) {
  const std::string_view function = call["funcname"].at(call["funcname"].size() - 1).as_text();
  if ((function != "to_regclass" && function != "to_regtype") || call["args"].size() != 1) {
    unknown(std::string(too_much));
  }
  const std::string text = constant(session, call["args"].at(0));
  const std::vector<std::string> parts = core::name_parts(text);
  if (parts.empty() || parts.size() > 2) unknown(std::string(too_much));
  if (parts.size() == 1) {
    const auto temporary = session.temporary.find(parts[0]);
    if (session.catalog.is_doubtful("pg_temp." + core::name_part(parts[0])))
      unknown("whether there is a temporary \"" + parts[0] + '"');
    if (temporary != session.temporary.end() && session.catalog.is_alive(temporary->second))
      return true;
  }
  std::vector<Id> schemas = session.search_path();
  if (parts.size() == 2) {
    const Id schema = session.catalog.schema(parts[0]);
    if (schema == Catalog::none || session.catalog[schema].is_system) {
      if (schema == Catalog::none) return false;
      unknown(std::string(too_much));
    }
    schemas = {schema};
  }
  for (const Id schema : schemas) {
    const Id id = function == "to_regclass" ? session.catalog.relation(schema, parts.back())
                                            : session.catalog.type(schema, parts.back());
    if (id != Catalog::none) return true;
  }
  if (parts.size() == 1 && (function == "to_regtype" || parts[0].starts_with("pg_"))) {
    unknown(std::string(too_much));
  }
  return false;
}

bool holds(Session& session, const Node& node) {
  if (node.is_a("BoolExpr")) {
    const std::string_view kind = node.text("boolop");
    if (kind == "NOT_EXPR") return !holds(session, node["args"].at(0));
    const bool is_and = kind == "AND_EXPR";
    for (const Node part : node["args"]) {
      if (holds(session, part) != is_and) return !is_and;
    }
    return is_and;
  }
  if (node.is_a("SubLink") && node.text("subLinkType") == "EXISTS_SUBLINK") {
    return Lookup(session, node["subselect"]).finds();
  }
  if (node.is_a("NullTest") && node["arg"].is_a("FuncCall")) {
    const bool is_found = is_found_by_name(session, node["arg"]);
    return node.text("nulltesttype") == "IS_NULL" ? !is_found : is_found;
  }
  if (node.is_a("A_Const") && node["boolval"]) return node["boolval"].flag("boolval");
  unknown(std::string(too_much));
}

}  // namespace

bool holds(Session& session, std::string_view condition) {
  const ParseResult parsed = parse("SELECT " + std::string(condition));
  const Node select = parsed.ast.root();
  if (!parsed.sqlstate.empty() || !select.is_a("SelectStmt") || select["targetList"].size() != 1 ||
      select["fromClause"].size() > 0) {
    unknown(std::string(too_much));
  }
  return holds(session, select["targetList"].at(0)["val"]);
}

}  // namespace plumbline::sql
