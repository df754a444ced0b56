/// ALTER TYPE … ADD, DROP and ALTER ATTRIBUTE of composite types, which are kept as one text.
/// Rules: as of tables (commands/tablecmds.c), find_composite_type_dependencies.
#include <algorithm>

#include "sql/analysis/type_name.hpp"
#include "sql/drop.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/alter_table.hpp"
#include "sql/visit/columns.hpp"

namespace plumbline::sql {

namespace {

/// 0A000 when a column holds values of the type, or of one made of it.
void refuse_when_stored(const AlterTable& alter, Id type, int depth = 0) {
  if (depth > 100) unknown("types that are made of each other");
  const Catalog& catalog = alter.catalog;
  for (const Id one : catalog.dependents(type)) {
    const ObjectKind kind = catalog[one].kind;
    if (kind == ObjectKind::column) {
      const Id table = catalog[one].parent;
      const bool has_rows = catalog[table].kind == ObjectKind::table ||
                            catalog[table].kind == ObjectKind::materialized_view ||
                            catalog[table].kind == ObjectKind::foreign_table;
      const std::string name = catalog.sql_name(type);
      if (!has_rows || catalog.value(one, "type").find(name) == std::string_view::npos) continue;
      fail("0A000", "cannot alter type \"" + alter.own(alter.relation) + "\" because column \"" +
                        alter.own(table) + '.' + alter.own(one) + "\" uses it");
    }
    if (kind == ObjectKind::type || kind == ObjectKind::domain)
      refuse_when_stored(alter, one, depth + 1);
  }
}

std::string attribute_text(AlterTable& alter, const Node& def, const std::string& name,
                           std::vector<Id>& needs) {
  const TypeUse type = resolve_type(alter.session, def["typeName"]);
  check_column_type(alter.session, name, type);
  std::string text = type.text;
  for (const Id need : type.needs) needs.push_back(need);
  if (const Node clause = def["collClause"]) {
    if (type.collation.empty()) fail("42804", "collations are not supported by type " + type.text);
    const Named collation = named(clause["collname"]);
    const Id id = find_in_path(alter.session, ObjectKind::collation, collation);
    if (id != Catalog::none) {
      text += " COLLATE " + alter.catalog.sql_name(id);
      needs.push_back(id);
    } else if (collation.own == "C" || collation.own == "POSIX" || collation.own == "ucs_basic") {
      text += " COLLATE " + alter.catalog.quote(collation.own);
    } else if (collation.own != "default") {
      unknown("which collations the server has");
    }
  }
  return text;
}

struct CompositeChange {
  AlterTable& alter;
  std::vector<Attribute> attributes;
  std::vector<Id> tables;

  auto find(const std::string& name) {
    return std::ranges::find(attributes, name, &Attribute::name);
  }
  [[noreturn]] void fail_missing(const std::string& name) const {
    fail("42703", "column \"" + name + "\" of relation \"" + alter.own(alter.relation) +
                      "\" does not exist");
  }
};

/// Whether it is made of that type, at any depth.
bool is_made_of(const Catalog& catalog, std::vector<Id> open, Id type) {
  std::vector<Id> seen = open;
  while (!open.empty()) {
    const Id id = open.back();
    open.pop_back();
    for (const Catalog::Need& need : catalog[id].needs) {
      if (need.on == type) return true;
      if (std::ranges::find(seen, need.on) != seen.end()) continue;
      seen.push_back(need.on);
      open.push_back(need.on);
    }
    for (const Id column : catalog.parts(id, ObjectKind::column)) open.push_back(column);
  }
  return false;
}

void add_attribute(CompositeChange& change, const Node& command) {
  const Node def = command["def"];
  const std::string name = Session::identifier(def.text("colname"));
  require_free_column_name(change.alter.session, change.alter.relation, name);
  if (change.find(name) != change.attributes.end()) {
    fail("42701", "column \"" + name + "\" of relation \"" +
                      change.alter.own(change.alter.relation) + "\" already exists");
  }
  std::vector<Id> needs;
  const std::string text = attribute_text(change.alter, def, name, needs);
  if (std::ranges::find(needs, change.alter.relation) != needs.end()) {
    fail("42P16", "composite type " + change.alter.own(change.alter.relation) +
                      " cannot be made a member of itself");
  }
  if (is_made_of(change.alter.catalog, needs, change.alter.relation)) {
    unknown("whether the type would be made of itself");
  }
  change.attributes.push_back({name, text});
  for (const Id need : needs) change.alter.catalog.need(change.alter.relation, need);
}

void drop_attribute(CompositeChange& change, const Node& command) {
  const std::string name = Session::identifier(command.text("name"));
  const auto found = change.find(name);
  if (found == change.attributes.end()) {
    if (command.flag("missing_ok")) return;
    change.fail_missing(name);
  }
  // Views and functions may use the attribute, which nobody has written down.
  for (const Id one : change.alter.catalog.dependents(change.alter.relation)) {
    const ObjectKind kind = change.alter.catalog[one].kind;
    if (kind == ObjectKind::column) {
      // What looks into the column's values, which may be the attribute.
      const Id table = change.alter.catalog[one].parent;
      for (const ObjectKind part : {ObjectKind::constraint, ObjectKind::index, ObjectKind::policy,
                                    ObjectKind::trigger, ObjectKind::rule}) {
        for (const Id user : change.alter.catalog.parts(table, part)) {
          for (const Catalog::Value& value : change.alter.catalog[user].values) {
            if (value.text.find('.' + change.alter.catalog.quote(name)) != std::string_view::npos)
              unknown("whether " + change.alter.catalog.name(user) + " uses the attribute");
          }
        }
      }
      if (!change.alter.catalog.dependents(one).empty())
        unknown("whether what uses the column uses the attribute");
    } else if (kind != ObjectKind::function && kind != ObjectKind::procedure &&
               kind != ObjectKind::table) {
      unknown("whether " + change.alter.catalog.name(one) + " uses the attribute");
    }
  }
  change.attributes.erase(found);
  change.alter.catalog.set_keyed(change.alter.relation, "attribute_comment:", name, "");
}

void alter_attribute(CompositeChange& change, const Node& command) {
  const std::string name = Session::identifier(command.text("name"));
  const auto found = change.find(name);
  if (found == change.attributes.end()) change.fail_missing(name);
  std::vector<Id> needs;
  const std::string text = attribute_text(change.alter, command["def"], name, needs);
  refuse_when_stored(change.alter, change.alter.relation);
  found->rest = text;
  for (const Id need : needs) change.alter.catalog.need(change.alter.relation, need);
}

}  // namespace

void alter_composite(AlterTable& alter, const Node& commands) {
  CompositeChange change{.alter = alter,
                         .attributes = composite_attributes(alter.session, alter.relation),
                         .tables = typed_tables(alter.session, alter.relation)};
  // Drops come first, then changed types, then what is added (AT_PASS_*).
  for (const std::string_view pass : {"AT_DropColumn", "AT_AlterColumnType", "AT_AddColumn"}) {
    for (const Node command : commands) {
      if (command.text("subtype") != pass) continue;
      if (!change.tables.empty()) {
        if (command.text("behavior") != "DROP_CASCADE") {
          fail("2BP01", "cannot alter type \"" + alter.own(alter.relation) +
                            "\" because it is the type of a typed table");
        }
        unknown("what CASCADE does to tables of the type");
      }
      if (pass == "AT_DropColumn") {
        drop_attribute(change, command);
      } else if (pass == "AT_AlterColumnType") {
        alter_attribute(change, command);
      } else {
        add_attribute(change, command);
      }
    }
  }
  for (const Node command : commands) {
    const std::string_view type = command.text("subtype");
    if (type == "AT_ChangeOwner") {
      const std::string owner = alter.session.role_name(command["newowner"]);
      require_may_own(alter.session, alter.relation, owner);
      change_owner(alter.session, alter.relation, owner);
    } else if (type != "AT_DropColumn" && type != "AT_AlterColumnType" && type != "AT_AddColumn") {
      unknown("ALTER TYPE has a command that is not simulated");
    }
  }
  store_attributes(alter.session, alter.relation, change.attributes);
}

}  // namespace plumbline::sql
