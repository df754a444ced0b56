/// The first half of CREATE TABLE: transformCreateStmt of parser/parse_utilcmd.c.
#include <algorithm>

#include "core/schema/qualified_name.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/quoted.hpp"
#include "sql/types/type_name.hpp"
#include "sql/visit/create_table.hpp"

namespace plumbline::sql {

namespace {

/// transformOfType.
void read_type(Session& session, TablePlan& plan, const Node& name) {
  Catalog& catalog = session.catalog;
  plan.type = resolve_type(session, name);
  const Id object = plan.type.needs.size() == 1 ? plan.type.needs[0] : Catalog::none;
  if (object == Catalog::none || catalog[object].kind != ObjectKind::type ||
      catalog.value(object, "sort") != "composite" || plan.type.text != catalog.sql_name(object))
    fail("42809", "type " + plan.type.text + " is not a composite type");
  const CatalogTypes types(session);
  const std::vector<AttributeInfo> attributes = types.attributes(type_id_of(object));
  const std::vector<std::string_view> texts = core::list_items(catalog.value(object, "attributes"));
  for (std::size_t at = 0; at < attributes.size(); ++at) {
    ColumnPlan column;
    column.name = attributes[at].name;
    column.type = type_of_text(session, format_type(types.scope(), attributes[at].type));
    column.is_from_type = true;
    if (at < texts.size()) {
      const std::size_t word = texts[at].rfind(" COLLATE ");
      if (word != std::string_view::npos) {
        column.collation = texts[at].substr(word + 9);
        for (const Catalog::Need& need : catalog[object].needs) {
          if (catalog[need.on].kind == ObjectKind::collation &&
              catalog.sql_name(need.on) == column.collation)
            column.collation_id = need.on;
        }
      }
    }
    plan.columns.push_back(std::move(column));
  }
}

void take_written(std::vector<WrittenAt>& to, const std::vector<WrittenConstraint>& from,
                  const std::string& column) {
  for (const WrittenConstraint& one : from) to.push_back({one.node, column, one.deferrable});
}

/// A table of a type or a partition names columns that it has already.
void take_column(Session& session, TablePlan& plan, const Node& element) {
  ColumnPlan column = plan_column(session, element, plan.place);
  if (column.fdw_options && plan.kind != ObjectKind::foreign_table)
    fail("42809", quoted(plan.place.table_name) + " is not a foreign table");
  take_written(plan.checks, column.checks, column.name);
  take_written(plan.keys, column.keys, column.name);
  take_written(plan.foreign_keys, column.foreign_keys, column.name);
  plan.columns.push_back(std::move(column));
}

void take_constraint(const Session& session, TablePlan& plan, const Node& node) {
  const std::string_view kind = node.text("contype");
  const bool is_foreign = plan.kind == ObjectKind::foreign_table;
  const bool is_partitioned = static_cast<bool>(plan.statement["partspec"]);
  const auto refuse = [&](std::string_view what) {
    if (is_foreign)
      fail("0A000", std::string(what) + " constraints are not supported on foreign tables");
  };
  if (kind == "CONSTR_CHECK") {
    plan.checks.push_back({node, "", ""});
  } else if (kind == "CONSTR_PRIMARY" || kind == "CONSTR_UNIQUE") {
    refuse(kind == "CONSTR_PRIMARY" ? "primary key" : "unique");
    plan.keys.push_back({node, "", ""});
  } else if (kind == "CONSTR_EXCLUSION") {
    refuse("exclusion");
    if (is_partitioned && session.version() < 170000)
      fail("0A000", "exclusion constraints are not supported on partitioned tables");
    plan.keys.push_back({node, "", ""});
  } else if (kind == "CONSTR_FOREIGN") {
    refuse("foreign key");
    plan.foreign_keys.push_back({node, "", ""});
  } else {
    unknown("a constraint of kind " + std::string(kind));
  }
}

// -- transformIndexConstraints

/// Whether a parent that is not merged yet has the column: 42P01 when there is no such parent.
bool has_inherited_column(Session& session, const TablePlan& plan, const std::string& name) {
  const Catalog& catalog = session.catalog;
  for (const Node parent : plan.statement["inhRelations"]) {
    const Id relation = session.relation(parent);
    const ObjectKind kind = catalog[relation].kind;
    if (kind != ObjectKind::table && kind != ObjectKind::foreign_table) {
      fail("42809", "inherited relation " + quoted(catalog[relation].own) +
                        " is not a table or foreign table");
    }
    if (catalog.part(relation, ObjectKind::column, name) != Catalog::none) return true;
  }
  return false;
}

void check_key_column(Session& session, TablePlan& plan, const std::string& name, bool is_primary) {
  if (ColumnPlan* column = plan.column(name)) {
    if (is_primary) column->is_not_null = true;
    return;
  }
  if (is_system_column(name) || has_inherited_column(session, plan, name)) return;
  fail("42703", "column " + quoted(name) + " named in key does not exist");
}

std::vector<std::string> key_columns(const WrittenAt& key) {
  if (!key.column.empty()) return {key.column};
  std::vector<std::string> names;
  for (const Node name : key.node["keys"]) names.emplace_back(name.as_text());
  return names;
}

std::string deferrability(const WrittenAt& key) {
  if (!key.column.empty()) return key.deferrable;
  return key.node.flag("initdeferred") ? "deferred" : key.node.flag("deferrable") ? "yes" : "";
}

/// Two keys that come out as one index.
bool is_same_index(const WrittenAt& one, const WrittenAt& other) {
  if (one.node.text("contype") == "CONSTR_EXCLUSION" ||
      other.node.text("contype") == "CONSTR_EXCLUSION")
    return false;
  const auto included = [](const WrittenAt& key) {
    std::vector<std::string> names;
    for (const Node name : key.node["including"]) names.emplace_back(name.as_text());
    return names;
  };
  const auto short_form = [](std::string text) {
    return text == "initially deferred"    ? std::string("deferred")
           : text == "initially immediate" ? std::string("yes")
                                           : text;
  };
  return key_columns(one) == key_columns(other) && included(one) == included(other) &&
         short_form(deferrability(one)) == short_form(deferrability(other)) &&
         one.node.flag("nulls_not_distinct") == other.node.flag("nulls_not_distinct");
}

void check_keys(Session& session, TablePlan& plan) {
  const Node* primary = nullptr;
  for (const WrittenAt& key : plan.keys) {
    const bool is_primary = key.node.text("contype") == "CONSTR_PRIMARY";
    if (is_primary && primary != nullptr) {
      fail("42P16",
           "multiple primary keys for table " + quoted(plan.place.table_name) + " are not allowed");
    }
    if (is_primary) primary = &key.node;
    if (!key.node.text("indexname").empty())
      fail("0A000", "cannot use an existing index in CREATE TABLE");
    std::vector<std::string> seen;
    for (const std::string& name : key_columns(key)) {
      check_key_column(session, plan, name, is_primary);
      if (std::ranges::find(seen, name) != seen.end()) {
        fail("42701", "column " + quoted(name) + " appears twice in " +
                          (is_primary ? "primary key" : "unique") + " constraint");
      }
      seen.push_back(name);
    }
    for (const Node name : key.node["including"])
      check_key_column(session, plan, std::string(name.as_text()), false);
  }
}

/// The primary key first; of equal ones only the first, with the first name that any has.
void order_keys(TablePlan& plan) {
  std::stable_partition(plan.keys.begin(), plan.keys.end(), [](const WrittenAt& key) {
    return key.node.text("contype") == "CONSTR_PRIMARY";
  });
  std::vector<WrittenAt> kept;
  for (const WrittenAt& key : plan.keys) {
    const auto same = std::ranges::find_if(
        kept, [&](const WrittenAt& other) { return is_same_index(key, other); });
    if (same == kept.end()) {
      kept.push_back(key);
    } else if (same->node.text("conname").empty() && !key.node.text("conname").empty()) {
      same->name = key.node.text("conname");
    }
  }
  plan.keys = std::move(kept);
}

}  // namespace

bool read_table(Session& session, TablePlan& plan) {
  const Catalog& catalog = session.catalog;
  const Node& statement = plan.statement;
  const Id there = catalog.relation(plan.place.schema, plan.place.table_name);
  if (statement.flag("if_not_exists") && there != Catalog::none) {
    session.skipped.push_back({there, catalog.name(there)});
    return false;
  }
  if (const Node name = statement["ofTypename"]) read_type(session, plan, name);
  if (statement["partspec"] && statement["inhRelations"] && !statement["partbound"])
    fail("42P17", "cannot create partitioned table as inheritance child");
  for (const Node element : statement["tableElts"]) {
    if (element.is_a("ColumnDef")) {
      take_column(session, plan, element);
    } else if (element.is_a("Constraint")) {
      take_constraint(session, plan, element);
    } else if (element.is_a("TableLikeClause")) {
      read_like(session, plan, element);
    } else {
      unknown("an element of kind " + std::string(element.type()));
    }
  }
  check_keys(session, plan);
  order_keys(plan);
  return true;
}

}  // namespace plumbline::sql
