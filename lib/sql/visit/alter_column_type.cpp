/// ALTER TABLE … ALTER COLUMN … TYPE. Rules: ATPrepAlterColumnType, ATExecAlterColumnType and
/// ATPostAlterTypeCleanup of commands/tablecmds.c.
#include <algorithm>

#include "core/schema/expression_name.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/analysis/type_name.hpp"
#include "sql/parse.hpp"
#include "sql/types/coercion.hpp"
#include "sql/types/operator.hpp"
#include "sql/types/type_name.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/alter_table.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/constraints.hpp"
#include "sql/visit/indexes.hpp"
#include "sql/visit/partitions.hpp"
#include "sql/visit/sequences.hpp"

namespace plumbline::sql {

namespace {

struct NewType {
  TypeUse type;
  std::string collation;  ///< as SQL prints it; "" for the type's own
  Id collation_id = Catalog::none;
};

NewType new_type(AlterTable& alter, const Node& def) {
  NewType made;
  if (!serial_type(def["typeName"]).empty())
    fail("42704",
         "type \"" + std::string(def["typeName"]["names"].at(0).as_text()) + "\" does not exist");
  made.type = resolve_type(alter.session, def["typeName"]);
  const Node clause = def["collClause"];
  if (!clause) return made;
  if (made.type.collation.empty())
    fail("42804", "collations are not supported by type " + made.type.text);
  const Named name = named(clause["collname"]);
  made.collation_id = find_in_path(alter.session, ObjectKind::collation, name);
  if (made.collation_id != Catalog::none) {
    made.collation = alter.catalog.sql_name(made.collation_id);
  } else if (name.own == "C" || name.own == "POSIX" || name.own == "ucs_basic") {
    made.collation = alter.catalog.quote(name.own);
  } else if (name.own != "default") {
    unknown("which collations the server has");
  }
  if (made.collation == made.type.collation) made.collation.clear();
  return made;
}

/// The type without its modifier, as messages have it.
std::string display(const AlterTable& alter, const std::string& text) {
  const CatalogTypes types(alter.session);
  return display_type(types.scope(), types.parse(text).id);
}

/// Whether old values become new ones without looking at them: no row can fail.
bool never_fails(const CatalogTypes& types, const std::string& old_text,
                 const std::string& new_text) {
  const TypeRef old = types.parse(old_text);
  const TypeRef now = types.parse(new_text);
  const TypeInfo info = type_info(types.scope(), now.id);
  if (info.kind == 'd') return false;
  const bool is_wider = now.typmod < 0 || old.typmod == now.typmod;
  if (old.id == now.id) {
    if (is_wider) return true;
    return old.id == 1043 && old.typmod >= 0 && old.typmod <= now.typmod;
  }
  if (is_binary_coercible(types.scope(), old.id, now.id) && is_wider) return true;
  const auto rank = [](TypeId id) { return id == 21 ? 1 : id == 23 ? 2 : id == 20 ? 3 : 0; };
  if (rank(old.id) != 0 && rank(now.id) != 0) return rank(old.id) < rank(now.id);
  if (rank(old.id) != 0 && now.typmod < 0) return now.id == 1700 || now.id == 700 || now.id == 701;
  // Everything can be printed.
  return (now.id == 25 || now.id == 1043) && now.typmod < 0;
}

void check_coercion(AlterTable& alter, const Command& command, Id column, const NewType& made) {
  const CatalogTypes types(alter.session);
  const TypeRef old = types.parse(alter.catalog.value(column, "type"));
  const TypeRef now = types.parse(made.type.text);
  if (can_coerce(types.scope(), old.id, now.id, CoercionContext::assignment)) return;
  fail("42804", "column \"" + command.name + "\" cannot be cast automatically to type " +
                    display(alter, made.type.text));
}

/// The expression of USING: it becomes the new type by assignment.
Expression using_expression(AlterTable& alter, const Command& command) {
  Scope scope;
  scope.relation = command.table;
  return analyze_expression(alter.session, command.def["raw_default"], scope, Place::using_type);
}

void check_using(AlterTable& alter, const Command& command, const Expression& expression,
                 const NewType& made) {
  const CatalogTypes types(alter.session);
  if (expression.type == "unknown" || expression.is_null) return;
  const TypeRef from = types.parse(expression.type);
  const TypeRef now = types.parse(made.type.text);
  if (can_coerce(types.scope(), from.id, now.id, CoercionContext::assignment)) return;
  fail("42804", "result of USING clause for column \"" + command.name +
                    "\" cannot be cast automatically to type " + display(alter, made.type.text));
}

// -- What hangs on the column

bool names_column(const Catalog& catalog, Id part, std::string_view property, Id column) {
  const std::string name = catalog.quote(catalog[column].own);
  return std::ranges::any_of(core::bare_names(catalog.value(part, property)),
                             [&](const std::string& one) {
                               return core::own_identifier(one) == catalog[column].own;
                             }) ||
         is_in_key(catalog, column, catalog.value(part, property));
}

/// RememberAllDependentForRebuilding's errors.
void refuse_users(AlterTable& alter, Id column) {
  const Catalog& catalog = alter.catalog;
  for (const Id one : catalog.dependents(column)) {
    switch (catalog[one].kind) {
      case ObjectKind::view:
      case ObjectKind::materialized_view:
      case ObjectKind::rule:
        fail("0A000", "cannot alter type of a column used by a view or rule");
      case ObjectKind::trigger:
        fail("0A000", "cannot alter type of a column used in a trigger definition");
      case ObjectKind::policy:
        fail("0A000", "cannot alter type of a column used in a policy definition");
      case ObjectKind::function:
      case ObjectKind::procedure:
        fail("0A000", "cannot alter type of a column used by a function or procedure");
      case ObjectKind::publication:
        unknown("whether the publication looks at the column");
      case ObjectKind::column:
        if (catalog[one].parent == catalog[column].parent && catalog.has(one, "generated"))
          fail("0A000", "cannot alter type of a column used by a generated column");
        break;
      default:
        break;
    }
  }
  for (const Id trigger : catalog.parts(catalog[column].parent, ObjectKind::trigger)) {
    const std::string_view events = catalog.value(trigger, "events");
    const std::size_t of = events.find("UPDATE OF ");
    if (of == std::string_view::npos) continue;
    std::string_view list = events.substr(of + 10);
    list = list.substr(0, list.find(" OR "));
    if (is_in_key(catalog, column, list))
      fail("0A000", "cannot alter type of a column used in a trigger definition");
  }
}

/// The operator class that an index takes for the new type must be there.
void check_index_type(AlterTable& alter, const NewType& made, const std::string& method) {
  const CatalogTypes types(alter.session);
  const TypeRef now = types.parse(made.type.text);
  if (default_class(types.scope(), method, now.id)) return;
  fail("42704", "data type " + display(alter, made.type.text) +
                    " has no default operator class for access method \"" + method + "\"");
}

/// A text of the catalog that is to be read again: what the server prints may be another one now.
void print_again(AlterTable& alter, Id id, PropertyName property, Place place,
                 std::string_view target) {
  const std::string text(alter.catalog.value(id, property.text()));
  if (text.empty()) return;
  const ParseResult parsed = parse("SELECT " + text);
  if (!parsed.sqlstate.empty()) unknown("how the server would read \"" + text + "\" again");
  const Node value = parsed.ast.root()["targetList"].at(0)["val"];
  Scope scope;
  scope.relation = alter.catalog[id].parent;
  const Expression expression = analyze_expression(alter.session, value, scope, place, target);
  alter.catalog.set(id, property, expression.text, expression.is_exact);
}

void set_inexact(Catalog& catalog, Id id, PropertyName property) {
  const std::string text(catalog.value(id, property.text()));
  if (!text.empty()) catalog.set(id, property, text, false);
}

/// Integers among themselves and texts among themselves: foreign keys go on.
bool is_same_family(const CatalogTypes& types, const std::string& a, const std::string& b) {
  const auto family = [&](const std::string& text) {
    const TypeId id = types.parse(text).id;
    if (id == 20 || id == 21 || id == 23) return 1;
    if (id == 25 || id == 1043) return 2;
    return 0;
  };
  return family(a) != 0 && family(a) == family(b);
}

/// Whether the key column and the one it refers to can still be compared.
void check_foreign_key(AlterTable& alter, Id key, const NewType& made) {
  const Catalog& catalog = alter.catalog;
  const CatalogTypes types(alter.session);
  const auto column_types = [&](Id table, std::string_view list) {
    std::vector<std::string> found;
    for (const std::string_view item : core::list_items(list)) {
      const Id column = catalog.part(table, ObjectKind::column, core::own_identifier(item));
      if (column == Catalog::none) unknown("the columns of the foreign key");
      found.emplace_back(std::ranges::find(alter.retyped, column) != alter.retyped.end()
                             ? std::string(made.type.text)
                             : std::string(catalog.value(column, "type")));
    }
    return found;
  };
  const std::string_view references = catalog.value(key, "references");
  const std::size_t open = references.rfind(" (");
  if (open == std::string_view::npos) unknown("what the foreign key refers to");
  const std::vector<std::string> target = core::name_parts(references.substr(0, open));
  if (target.size() != 2) unknown("what the foreign key refers to");
  const Id schema = catalog.schema(target[0]);
  const Id table = schema == Catalog::none ? schema : catalog.relation(schema, target[1]);
  if (table == Catalog::none) unknown("what the foreign key refers to");
  const std::string_view list = references.substr(open + 2, references.size() - open - 3);
  const std::vector<std::string> from =
      column_types(catalog[key].parent, catalog.value(key, "columns"));
  const std::vector<std::string> to = column_types(table, list);
  for (std::size_t at = 0; at < from.size() && at < to.size(); ++at) {
    const std::string a = from[at].substr(0, from[at].find('('));
    const std::string b = to[at].substr(0, to[at].find('('));
    if (a == b || is_same_family(types, from[at], to[at])) continue;
    const TypeId left = types.parse(to[at]).id;
    const TypeId right = types.parse(from[at]).id;
    if (!can_coerce(types.scope(), right, left, CoercionContext::implicit) &&
        !can_coerce(types.scope(), left, right, CoercionContext::implicit)) {
      fail("42804", "foreign key constraint \"" + alter.own(key) + "\" cannot be implemented");
    }
    unknown("whether the foreign key can still be implemented");
  }
}

void rebuild_constraint(AlterTable& alter, Id constraint, Id column, const NewType& made) {
  Catalog& catalog = alter.catalog;
  const std::string_view type = catalog.value(constraint, "type");
  if (type == "check") {
    if (names_column(catalog, constraint, "expression", column)) {
      print_again(alter, constraint, "expression", Place::check, "boolean");
      rows_decide(alter, catalog[constraint].parent, "a check over the new type");
    }
  } else if (type == "foreign key") {
    check_foreign_key(alter, constraint, made);
  } else if (type == "exclude") {
    if (names_column(catalog, constraint, "elements", column)) {
      unknown("whether the exclusion constraint can be built over the new type");
    }
  } else if (is_in_key(catalog, column, catalog.value(constraint, "columns"))) {
    check_index_type(alter, made, "btree");
  }
}

/// An element of an index that holds an expression, read and printed again.
std::string element_again(AlterTable& alter, Id table, std::string_view item) {
  const ParseResult parsed = parse("CREATE INDEX ON t (" + std::string(item) + ")");
  if (!parsed.sqlstate.empty()) unknown("how the server would read the index again");
  Scope scope;
  scope.relation = table;
  const Expression expression =
      analyze_expression(alter.session, parsed.ast.root()["indexParams"].at(0)["expr"], scope,
                         Place::index_expression);
  const std::size_t open = item.find('(');
  const std::size_t end = open + core::closing_bracket(item.substr(open)) + 1;
  std::string text =
      looks_like_call(expression.text) ? expression.text : '(' + expression.text + ')';
  return text.append(item.substr(std::min(end, item.size())));
}

void rebuild_index(AlterTable& alter, Id index, Id column, const NewType& made) {
  Catalog& catalog = alter.catalog;
  const std::string method(catalog.value(index, "method"));
  const std::string before(catalog.value(index, "columns"));
  std::string after;
  bool is_exact = true;
  for (const std::string_view item : core::list_items(before)) {
    if (!after.empty()) after += ", ";
    if (item.find('(') != std::string_view::npos) {
      const bool is_plain = item.find(" COLLATE ") == std::string_view::npos;
      after += is_plain ? element_again(alter, catalog[column].parent, item) : std::string(item);
      is_exact = is_exact && is_plain;
      continue;
    }
    after += item;
    const std::size_t end = item.find(' ');
    if (core::own_identifier(item.substr(0, end)) != catalog[column].own) continue;
    if (end == std::string_view::npos || item.substr(end) == " DESC") {
      check_index_type(alter, made, method.empty() ? "btree" : method);
    } else {
      is_exact = false;
    }
  }
  if (after != before || !is_exact) catalog.set(index, "columns", after, is_exact);
  if (names_column(catalog, index, "predicate", column))
    print_again(alter, index, "predicate", Place::index_predicate, "boolean");
}

void rebuild_all(AlterTable& alter, Id table, Id column, const NewType& made) {
  const Catalog& catalog = alter.catalog;
  for (const Id constraint : catalog.parts(table, ObjectKind::constraint)) {
    const bool is_key = is_in_key(catalog, column, catalog.value(constraint, "columns"));
    if (is_key || catalog.value(constraint, "type") == "check" ||
        catalog.value(constraint, "type") == "exclude") {
      rebuild_constraint(alter, constraint, column, made);
    }
  }
  for (const Id index : catalog.parts(table, ObjectKind::index))
    rebuild_index(alter, index, column, made);
  for (const Id one : catalog.dependents(column)) {
    if (catalog[one].kind == ObjectKind::constraint && catalog[one].parent != table)
      rebuild_constraint(alter, one, column, made);
    if (catalog[one].kind == ObjectKind::statistics &&
        catalog.value(one, "columns").find('(') != std::string_view::npos) {
      set_inexact(alter.catalog, one, "columns");
    }
  }
}

/// The type that an expression of the catalog has by itself.
void check_default(AlterTable& alter, const Command& command, Id column, const NewType& made) {
  const Catalog& catalog = alter.catalog;
  const bool is_generated = catalog.has(column, "generated");
  const std::string text(catalog.value(column, is_generated ? "expression" : "default"));
  if (text.empty()) return;
  const ParseResult parsed = parse("SELECT " + text);
  if (!parsed.sqlstate.empty()) unknown("how the server would read \"" + text + "\" again");
  Scope scope;
  scope.relation = is_generated ? command.table : Catalog::none;
  const Expression expression =
      analyze_expression(alter.session, parsed.ast.root()["targetList"].at(0)["val"], scope,
                         is_generated ? Place::generated : Place::default_);
  const CatalogTypes types(alter.session);
  if (expression.is_null || expression.type == "unknown") return;
  const TypeId from = types.parse(expression.type).id;
  const TypeId now = types.parse(made.type.text).id;
  if (can_coerce(types.scope(), from, now, CoercionContext::assignment)) return;
  fail("42804", std::string(is_generated ? "generation expression" : "default") + " for column \"" +
                    command.name + "\" cannot be cast automatically to type " +
                    display(alter, made.type.text));
}

}  // namespace

void refuse_row_type_users(const AlterTable& alter, Id table) {
  const Catalog& catalog = alter.catalog;
  if (catalog[table].is_system && catalog.has_doubts())
    unknown("whether another temporary table's rows hold the row type");
  const std::string name = catalog.sql_name(table);
  for (const Id one : catalog.dependents(table)) {
    const ObjectKind kind = catalog[one].kind;
    const bool is_check = kind == ObjectKind::constraint && catalog.value(one, "type") == "check";
    if ((is_check || kind == ObjectKind::index) && catalog[one].parent != table)
      unknown("whether another table's rows hold the row type");
    if (kind != ObjectKind::column) continue;
    const std::string_view type = catalog.value(one, "type");
    if (type != name && type != name + "[]") continue;
    fail("0A000", "cannot alter table \"" + alter.own(table) + "\" because column \"" +
                      alter.own(catalog[one].parent) + '.' + alter.own(one) +
                      "\" uses its row type");
  }
}

namespace {

void store_type(AlterTable& alter, Id column, const NewType& made) {
  Catalog& catalog = alter.catalog;
  for (const Catalog::Need& need : std::vector<Catalog::Need>(catalog[column].needs)) {
    const ObjectKind kind = catalog[need.on].kind;
    const bool is_type = kind == ObjectKind::type || kind == ObjectKind::enumeration ||
                         kind == ObjectKind::domain || kind == ObjectKind::collation ||
                         kind == ObjectKind::extension;
    if (is_type && !catalog.has(column, "default") && !catalog.has(column, "generated"))
      catalog.forget_need(column, need.on);
  }
  catalog.set(column, "type", made.type.text);
  catalog.set(column, "collation", made.collation);
  catalog.set(column, "storage", "");
  if (default_storage(alter.session, made.type.text) == "plain")
    catalog.set(column, "compression", "");
  for (const Id need : made.type.needs) catalog.need(column, need);
  if (made.collation_id != Catalog::none) catalog.need(column, made.collation_id);
}

void change_identity_type(AlterTable& alter, Id column, const NewType& made) {
  const Id sequence = identity_sequence(alter.session, column);
  if (sequence == Catalog::none) return;
  const std::string& type = made.type.text;
  if (type != "smallint" && type != "integer" && type != "bigint")
    fail("22023", "identity column type must be smallint, integer, or bigint");
  const ParseResult parsed = parse("ALTER SEQUENCE s AS " + type);
  SequenceFacts facts = sequence_facts(alter.session, sequence);
  change_sequence_facts(alter.session, facts, parsed.ast.root()["options"], SequenceUse::identity,
                        false);
  alter.catalog.set(column, "type", type);
  store_sequence_facts(alter.session, sequence, facts);
}

Id prepared_column(const AlterTable& alter, const Command& command, int expected_parents) {
  const Id column = alterable_column(alter, command.table, command.name);
  if (inherited_count(alter.session, column) > expected_parents) {
    fail("42P16", command.is_child ? "cannot alter inherited column \"" + command.name +
                                         "\" of relation \"" + alter.own(command.table) + "\""
                                   : "cannot alter inherited column \"" + command.name + "\"");
  }
  if (is_in_partition_key(alter.session, column)) {
    fail("42P16", "cannot alter column \"" + command.name +
                      "\" because it is part of the partition key of relation \"" +
                      alter.own(command.table) + "\"");
  }
  return column;
}

}  // namespace

void prepare_column_type(AlterTable& alter, const Command& command) {
  const Catalog& catalog = alter.catalog;
  Expression expression;
  const bool has_using = static_cast<bool>(command.def["raw_default"]);
  if (has_using) expression = using_expression(alter, command);
  if (catalog.has(command.table, "of_type"))
    fail("42809", "cannot alter column type of typed table");
  const Id column = prepared_column(alter, command, 0);
  const NewType made = new_type(alter, command.def);
  check_column_type(alter.session, command.name, made.type);
  if (catalog[command.table].kind == ObjectKind::table) {
    if (has_using) {
      check_using(alter, command, expression, made);
    } else {
      check_coercion(alter, command, column, made);
    }
  } else if (has_using) {
    fail("42809", '"' + alter.own(command.table) + "\" is not a table");
  }
  alter.queue(Pass::alter_type, command);
  const std::vector<Id> tables = table_and_descendants(alter.session, command.table);
  if (!alter.recurse) {
    if (tables.size() > 1) {
      fail("42P16",
           "type of inherited column \"" + command.name + "\" must be changed in child tables too");
    }
    return;
  }
  for (const Id table : tables) {
    if (table == command.table) continue;
    Command below = command;
    below.table = table;
    below.is_child = true;
    int parents = 0;
    for (const Id parent : parent_tables(alter.session, table))
      parents += std::ranges::find(tables, parent) != tables.end() ? 1 : 0;
    (void)prepared_column(alter, below, parents);
    alter.queue(Pass::alter_type, below);
  }
}

void alter_column_type(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id column = alterable_column(alter, command.table, command.name);
  if (std::ranges::find(alter.retyped, column) != alter.retyped.end())
    fail("0A000", "cannot alter type of column \"" + command.name + "\" twice");
  const NewType made = new_type(alter, command.def);
  const std::string old(catalog.value(column, "type"));
  if (!command.is_child || !command.def["raw_default"]) {
    check_default(alter, command, column, made);
  }
  const bool has_using = static_cast<bool>(command.def["raw_default"]);
  const bool is_kept = !has_using && never_fails(CatalogTypes(alter.session), old, made.type.text);
  refuse_users(alter, column);
  if (old != made.type.text || has_using) refuse_row_type_users(alter, command.table);
  change_identity_type(alter, column, made);
  store_type(alter, column, made);
  alter.retyped.push_back(column);
  rebuild_all(alter, command.table, column, made);
  if (!is_kept && catalog[command.table].kind == ObjectKind::table)
    rows_decide(alter, command.table, "their values become another type");
}

}  // namespace plumbline::sql
