/// RENAME of everything. Rules: ExecRenameStmt (commands/alter.c), renameatt, RenameConstraint and
/// RenameRelation (tablecmds.c), RenameType (typecmds.c), renametrig, rename_policy, RenameRole.
#include <algorithm>

#include "core/schema/builder.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/constraints.hpp"

namespace plumbline::sql {

namespace {

std::string text_of(std::string_view view) { return std::string(view); }

/// None with IF EXISTS.
Id relation_of(const Node& statement, Session& session) {
  const Named name = named_range_var(statement["relation"]);
  return statement.flag("missing_ok") ? find_relation_named(session, name)
                                      : require_relation_named(session, name);
}

bool is_only(const Node& statement) { return !statement["relation"].flag("inh"); }

// -- Relations

void check_renamed_kind(const Session& session, Id relation, std::string_view type) {
  const ObjectKind kind = session.catalog[relation].kind;
  const std::string name(session.catalog[relation].own);
  if (kind == ObjectKind::type && type != "OBJECT_TYPE")
    fail("42809", '"' + name + "\" is a composite type");
  if (type == "OBJECT_TABLE" || type == "OBJECT_INDEX") return;  // any other one too
  require_relation_of(session.catalog, relation, type);
}

/// RenameRelationInternal and, of what has a row type, RenameTypeInternal.
void rename_relation(Session& session, Id relation, const std::string& name) {
  Catalog& catalog = session.catalog;
  const Id schema = catalog.schema_of(relation);
  if (catalog.relation(schema, name) != Catalog::none)
    fail("42P07", "relation \"" + name + "\" already exists");
  const ObjectKind kind = catalog[relation].kind;
  const bool has_type = kind != ObjectKind::sequence && !is_index_like(catalog, relation);
  if (has_type && catalog.type(schema, name) != Catalog::none)
    fail("42710", "type \"" + name + "\" already exists");
  if (kind == ObjectKind::constraint &&
      catalog.part(catalog[relation].parent, ObjectKind::constraint, name) != Catalog::none) {
    fail("42710", "constraint \"" + name + "\" for relation \"" +
                      text_of(catalog[catalog[relation].parent].own) + "\" already exists");
  }
  if (is_index_like(catalog, relation)) {
    const Id table = catalog[relation].parent;
    const std::string old = catalog.quote(catalog[relation].own);
    const std::string now = catalog.quote(name);
    if (catalog.value(table, "cluster_on") == old) catalog.set(table, "cluster_on", now);
    if (catalog.value(table, "replica_identity") == "index " + old)
      catalog.set(table, "replica_identity", "index " + now);
  }
  if (const auto temporary = session.temporary.find(catalog[relation].own);
      temporary != session.temporary.end() && temporary->second == relation) {
    session.temporary.erase(temporary);
    session.temporary[name] = relation;
  }
  catalog.rename(relation, name);
}

void rename_any_relation(const Node& statement, Session& session) {
  const Id relation = relation_of(statement, session);
  if (relation == Catalog::none) return;
  session.require_owner(relation);
  if (const Id schema = session.catalog.schema_of(relation); schema != Catalog::none)
    session.require_create(schema);
  check_renamed_kind(session, relation, statement.text("renameType"));
  rename_relation(session, relation, Session::identifier(statement.text("newname")));
}

// -- Columns

void check_has_columns(const Session& session, Id relation) {
  const ObjectKind kind = session.catalog[relation].kind;
  if (kind == ObjectKind::sequence)
    fail("42809",
         "cannot rename columns of relation \"" + text_of(session.catalog[relation].own) + "\"");
  if (is_index_like(session.catalog, relation)) unknown("columns of indexes are not simulated");
}

Id renamed_column(const Session& session, Id table, const std::string& name) {
  const Id column = session.catalog.part(table, ObjectKind::column, name);
  if (column != Catalog::none) return column;
  if (is_system_column(name)) fail("0A000", "cannot rename system column \"" + name + "\"");
  fail("42703", "column \"" + name + "\" does not exist");
}

/// In how many of `tables` `table` has a direct parent.
int parents_among(const Session& session, Id table, const std::vector<Id>& tables) {
  int count = 0;
  for (const Id parent : parent_tables(session, table))
    count += std::ranges::find(tables, parent) != tables.end() ? 1 : 0;
  return count;
}

void rename_column(const Node& statement, Session& session) {
  const Id relation = relation_of(statement, session);
  if (relation == Catalog::none) return;
  Catalog& catalog = session.catalog;
  const std::string old = Session::identifier(statement.text("subname"));
  const std::string now = Session::identifier(statement.text("newname"));
  if (catalog.has(relation, "of_type")) fail("42809", "cannot rename column of typed table");
  check_has_columns(session, relation);
  session.require_owner(relation);
  const bool is_table = catalog[relation].kind == ObjectKind::table ||
                        catalog[relation].kind == ObjectKind::foreign_table;
  std::vector<Id> tables = {relation};
  if (is_table && !is_only(statement)) tables = table_and_descendants(session, relation);
  if (is_table && is_only(statement) && !child_tables(session, relation).empty())
    fail("42P16", "inherited column \"" + old + "\" must be renamed in child tables too");
  // The children first, as the server does.
  std::rotate(tables.begin(), tables.begin() + 1, tables.end());
  for (const Id table : tables) {
    const Id column = renamed_column(session, table, old);
    const int expected = table == relation ? 0 : parents_among(session, table, tables);
    if (inherited_count(session, column) > expected)
      fail("42P16", "cannot rename inherited column \"" + old + "\"");
    require_free_column_name(session, table, now);
    catalog.rename(column, now);
  }
}

void rename_attribute(const Node& statement, Session& session) {
  const Named name = named_range_var(statement["relation"]);
  Id type = statement.flag("missing_ok") ? find_relation_named(session, name)
                                         : require_relation_named(session, name);
  if (type == Catalog::none) return;
  require_relation_of(session.catalog, type, "OBJECT_TYPE");
  session.require_owner(type);
  const std::string old = Session::identifier(statement.text("subname"));
  const std::string now = Session::identifier(statement.text("newname"));
  const std::vector<Id> tables = typed_tables(session, type);
  if (!tables.empty() && statement.text("behavior") != "DROP_CASCADE")
    fail("2BP01", "cannot alter type \"" + name.own + "\" because it is the type of a typed table");
  std::vector<Attribute> attributes = composite_attributes(session, type);
  const auto found = std::ranges::find(attributes, old, &Attribute::name);
  if (found == attributes.end()) fail("42703", "column \"" + old + "\" does not exist");
  if (std::ranges::find(attributes, now, &Attribute::name) != attributes.end()) {
    fail("42701", "column \"" + now + "\" of relation \"" + name.own + "\" already exists");
  }
  if (is_system_column(now))
    fail("42701", "column name \"" + now + "\" conflicts with a system column name");
  found->name = now;
  const std::string comment(session.catalog.value(type, "attribute_comment:" + old));
  store_attributes(session, type, attributes);
  if (!comment.empty()) {
    session.catalog.set_keyed(type, "attribute_comment:", old, "");
    session.catalog.set_keyed(type, "attribute_comment:", now, comment);
  }
  for (const Id table : tables) {
    const Id column = session.catalog.part(table, ObjectKind::column, old);
    if (column != Catalog::none) session.catalog.rename(column, now);
  }
}

// -- Constraints

bool has_index(std::string_view type) {
  return type == "primary key" || type == "unique" || type == "exclude";
}

void rename_constraint(const Node& statement, Session& session) {
  const Id relation = relation_of(statement, session);
  if (relation == Catalog::none) return;
  Catalog& catalog = session.catalog;
  check_has_columns(session, relation);
  session.require_owner(relation);
  const std::string old = Session::identifier(statement.text("subname"));
  const std::string now = Session::identifier(statement.text("newname"));
  const auto find = [&](Id table) {
    const Id id = catalog.part(table, ObjectKind::constraint, old);
    if (id != Catalog::none) return id;
    if (session.version() >= 180000) unknown("whether it is one of 18's not-null constraints");
    fail("42704", "constraint \"" + old + "\" for table \"" + text_of(catalog[table].own) +
                      "\" does not exist");
  };
  const Id constraint = find(relation);
  const std::string type(catalog.value(constraint, "type"));
  std::vector<Id> tables = {relation};
  if (type == "check" && !catalog.has(constraint, "no_inherit")) {
    if (!is_only(statement)) {
      tables = table_and_descendants(session, relation);
    } else if (!child_tables(session, relation).empty()) {
      fail("42P16", "inherited constraint \"" + old + "\" must be renamed in child tables too");
    }
  }
  std::rotate(tables.begin(), tables.begin() + 1, tables.end());
  for (const Id table : tables) {
    const Id one = find(table);
    const int expected = table == relation ? 0 : parents_among(session, table, tables);
    const bool is_of_parent = type == "check" ? inherited_check_count(session, one) > expected
                                              : catalog.has(one, "partition_of");
    if (is_of_parent) fail("42P16", "cannot rename inherited constraint \"" + old + "\"");
    if (has_index(type)) {
      rename_relation(session, one, now);
      continue;
    }
    if (catalog.part(table, ObjectKind::constraint, now) != Catalog::none) {
      fail("42710", "constraint \"" + now + "\" for relation \"" + text_of(catalog[table].own) +
                        "\" already exists");
    }
    catalog.rename(one, now);
  }
}

void rename_domain_constraint(const Node& statement, Session& session) {
  const Id domain = require_type_named(session, named(statement["object"]));
  Catalog& catalog = session.catalog;
  session.require_owner(domain);
  if (catalog[domain].kind != ObjectKind::domain)
    fail("42809", '"' + text_of(catalog[domain].own) + "\" is not a domain");
  const std::string old = Session::identifier(statement.text("subname"));
  const std::string now = Session::identifier(statement.text("newname"));
  const Id constraint = catalog.part(domain, ObjectKind::constraint, old);
  if (constraint == Catalog::none) {
    fail("42704", "constraint \"" + old + "\" for domain " + text_of(catalog[domain].own) +
                      " does not exist");
  }
  if (catalog.part(domain, ObjectKind::constraint, now) != Catalog::none) {
    fail("42710", "constraint \"" + now + "\" for domain " + text_of(catalog[domain].own) +
                      " already exists");
  }
  catalog.rename(constraint, now);
}

// -- Triggers, rules, policies

void rename_part(const Node& statement, Session& session, ObjectKind kind) {
  Catalog& catalog = session.catalog;
  const bool is_rule = kind == ObjectKind::rule;
  const Id relation = relation_of(statement, session);
  if (relation == Catalog::none) return;
  const std::string table(catalog[relation].own);
  const std::string word(Session::kind_word(kind));
  const ObjectKind of = catalog[relation].kind;
  const bool fits = of == ObjectKind::table ||
                    (kind != ObjectKind::policy && of == ObjectKind::view) ||
                    (kind == ObjectKind::trigger && of == ObjectKind::foreign_table);
  if (!fits) {
    fail("42809", kind == ObjectKind::policy
                      ? '"' + table + "\" is not a table"
                      : "relation \"" + table + "\" cannot have " + word + 's');
  }
  session.require_owner(relation);
  const std::string old = Session::identifier(statement.text("subname"));
  const std::string now = Session::identifier(statement.text("newname"));
  const Id part = catalog.part(relation, kind, old);
  const bool is_taken = catalog.part(relation, kind, now) != Catalog::none;
  const std::string link = kind == ObjectKind::policy ? " for table " : " for relation ";
  const auto fail_taken = [&] {
    fail("42710", word + " \"" + now + '"' + link + '"' + table + "\" already exists");
  };
  if (is_rule && old == "_RETURN" && of == ObjectKind::view)
    fail("42P17", "renaming an ON SELECT rule is not allowed");
  if (kind == ObjectKind::policy && is_taken) fail_taken();
  if (part == Catalog::none) {
    if (statement.flag("missing_ok") && kind == ObjectKind::policy) unknown("policy of IF EXISTS");
    const std::string_view of_what = is_rule ? " for relation " : " for table ";
    fail("42704",
         word + " \"" + old + '"' + std::string(of_what) + '"' + table + "\" does not exist");
  }
  if (kind == ObjectKind::trigger && catalog.has(part, "partition_of") &&
      session.version() >= 150000) {
    fail("0A000", "cannot rename trigger \"" + old + "\" on table \"" + table + "\"");
  }
  if (is_taken || (is_rule && now == "_RETURN" && of == ObjectKind::view)) fail_taken();
  if (kind == ObjectKind::trigger && is_partitioned(catalog, relation)) {
    for (const Id one : table_and_descendants(session, relation)) {
      if (one != relation && catalog.part(one, kind, now) != Catalog::none)
        unknown("names of the triggers of partitions");
    }
  }
  catalog.rename(part, now);
  if (!is_rule) return;
  // The rule's own text begins with its name.
  const std::string text(catalog.value(part, "definition"));
  const std::string start = "CREATE RULE " + catalog.quote(old) + ' ';
  bool is_exact = true;
  for (const Catalog::Value& value : catalog[part].values)
    if (value.name == "definition") is_exact = value.exact;
  if (text.starts_with(start))
    catalog.set(part, "definition",
                "CREATE RULE " + catalog.quote(now) + ' ' + text.substr(start.size()), is_exact);
}

// -- What is no part

void rename_schema(const Node& statement, Session& session) {
  const std::string old = Session::identifier(statement.text("subname"));
  const std::string now = Session::identifier(statement.text("newname"));
  const Id schema = session.schema(old);
  if (session.catalog.schema(now) != Catalog::none)
    fail("42P06", "schema \"" + now + "\" already exists");
  session.require_owner(schema);
  if (!session.is_superuser) unknown("the role's rights in the database");
  if (now.starts_with("pg_")) fail("42939", "unacceptable schema name \"" + now + "\"");
  if (session.catalog[schema].is_system) unknown("the system's own schemas are not simulated");
  session.catalog.rename(schema, now);
}

void rename_type(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  const Named name = named(statement["object"]);
  const Id type = require_type_named(session, name);
  session.require_owner(type);
  const std::string now = Session::identifier(statement.text("newname"));
  const ObjectKind kind = catalog[type].kind;
  if (statement.text("renameType") == "OBJECT_DOMAIN" && kind != ObjectKind::domain)
    fail("42809", '"' + name.text() + "\" is not a domain");
  if (kind != ObjectKind::type && kind != ObjectKind::enumeration && kind != ObjectKind::domain)
    fail("42809", name.text() + " is a table's row type");
  const Id schema = catalog[type].schema;
  if (kind == ObjectKind::type && catalog.value(type, "sort") == "composite" &&
      catalog.relation(schema, now) != Catalog::none) {
    fail("42P07", "relation \"" + now + "\" already exists");
  }
  if (catalog.type(schema, now) != Catalog::none)
    fail("42710", "type \"" + now + "\" already exists");
  if (catalog.value(type, "sort") == "range") unknown("names that come with a range's");
  refuse_operator_classes_of(session, type);
  catalog.rename(type, now);
}

void rename_role(const Node& statement, Session& session) {
  const std::string old = Session::identifier(statement.text("subname"));
  const std::string now = Session::identifier(statement.text("newname"));
  const Id role = session.role_id(old);
  if (role == Catalog::none) {
    if (old.starts_with("pg_")) fail("42939", "role name \"" + old + "\" is reserved");
    fail("42704", "role \"" + old + "\" does not exist");
  }
  if (old == session.session_role) fail("0A000", "session user cannot be renamed");
  if (old == session.role) fail("0A000", "current user cannot be renamed");
  if (now.starts_with("pg_") || now == "public" || now == "none")
    fail("42939", "role name \"" + now + "\" is reserved");
  if (session.role_id(now) != Catalog::none) fail("42710", "role \"" + now + "\" already exists");
  if (!session.is_superuser) unknown("who may rename roles");
  session.catalog.rename(role, now);
}

/// AlterObjectRename_internal and its like: one in a schema, or in none.
void rename_other(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  const std::string_view type = statement.text("renameType");
  const Id id = find_object(session, type, statement["object"], statement.flag("missing_ok"));
  if (id == Catalog::none) return;
  session.require_owner(id);
  if (const Id schema = catalog[id].schema; schema != Catalog::none) session.require_create(schema);
  const std::string now = Session::identifier(statement.text("newname"));
  const Catalog::Object& object = catalog[id];
  switch (object.kind) {
    case ObjectKind::function:
    case ObjectKind::procedure:
    case ObjectKind::aggregate:
      for (const Id other : catalog.functions(object.schema, now)) {
        if (catalog[other].suffix == object.suffix) {
          fail("42723", "function " + now + text_of(object.suffix) +
                            " already exists in schema \"" + text_of(catalog[object.schema].own) +
                            "\"");
        }
      }
      break;
    default: {
      if (catalog.find(object.kind, object.schema, now, object.suffix) == Catalog::none) break;
      std::string message =
          text_of(Session::kind_word(object.kind)) + " \"" + now + "\" already exists";
      if (object.schema != Catalog::none)
        message += " in schema \"" + text_of(catalog[object.schema].own) + "\"";
      fail("42710", message);
    }
  }
  refuse_operator_classes_of(session, id);
  catalog.rename(id, now);
}

}  // namespace

void describe_rename(const Node& statement, EffectsOf& effects) {
  const std::string_view type = statement.text("renameType");
  const EffectsOf::Guard guard(effects, statement.flag("missing_ok"));
  const std::string now = core::name_part(Session::identifier(statement.text("newname")));
  const std::string_view kind = effect_kind(type);
  std::string old;
  if (statement["relation"] && !statement.text("subname").empty()) {
    const std::string table = effects.name_of(statement["relation"]);
    old = effect_part(effects, statement["relation"], statement.text("subname"));
    effects.renames(kind, old, table + '.' + now);
    return;
  }
  if (type == "OBJECT_DOMCONSTRAINT") {
    const std::string domain = effects.name_of_list(statement["object"]);
    effects.renames(kind, domain + '.' + core::name_part(statement.text("subname")),
                    domain + '.' + now);
    return;
  }
  if (statement["relation"]) {
    old = effects.name_of(statement["relation"]);
  } else if (statement["object"]) {
    old = effect_name(effects, type, statement["object"]);
  } else {
    old = core::name_part(Session::identifier(statement.text("subname")));
  }
  const std::vector<std::string> parts = core::name_parts(old);
  const std::size_t bracket = old.find('(');
  const std::string suffix = bracket == std::string::npos ? "" : old.substr(bracket);
  effects.renames(kind, old,
                  parts.size() > 1 ? core::name_part(parts[0]) + '.' + now + suffix : now);
}

void apply_rename(const Node& statement, Session& session) {
  const std::string_view type = statement.text("renameType");
  if (type == "OBJECT_TABLE" || type == "OBJECT_INDEX" || type == "OBJECT_SEQUENCE" ||
      type == "OBJECT_VIEW" || type == "OBJECT_MATVIEW" || type == "OBJECT_FOREIGN_TABLE") {
    return rename_any_relation(statement, session);
  }
  if (type == "OBJECT_COLUMN") return rename_column(statement, session);
  if (type == "OBJECT_ATTRIBUTE") return rename_attribute(statement, session);
  if (type == "OBJECT_TABCONSTRAINT") return rename_constraint(statement, session);
  if (type == "OBJECT_DOMCONSTRAINT") return rename_domain_constraint(statement, session);
  if (type == "OBJECT_TRIGGER") return rename_part(statement, session, ObjectKind::trigger);
  if (type == "OBJECT_RULE") return rename_part(statement, session, ObjectKind::rule);
  if (type == "OBJECT_POLICY") return rename_part(statement, session, ObjectKind::policy);
  if (type == "OBJECT_SCHEMA") return rename_schema(statement, session);
  if (type == "OBJECT_TYPE" || type == "OBJECT_DOMAIN") return rename_type(statement, session);
  if (type == "OBJECT_ROLE") return rename_role(statement, session);
  if (type == "OBJECT_DATABASE" || type == "OBJECT_TABLESPACE")
    unknown("other databases are not simulated");
  rename_other(statement, session);
}

}  // namespace plumbline::sql
