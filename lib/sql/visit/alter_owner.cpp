/// OWNER TO and SET SCHEMA of everything, DEPENDS ON EXTENSION, REASSIGN OWNED. Rules:
/// commands/alter.c, AlterTypeOwner (typecmds.c), ATExecChangeOwner and AlterTableNamespace
/// (tablecmds.c).
#include <algorithm>

#include "core/schema/builder.hpp"
#include "core/schema/kinds.hpp"
#include "sql/rights.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/role_rules.hpp"

namespace plumbline::sql {

namespace {

void change_owner_of_one(Session& session, Id object, std::string_view owner) {
  Catalog& catalog = session.catalog;
  const bool has_rights = righted(catalog[object].kind).has_value();
  if (!has_rights) {
    catalog.set(object, "owner", owner);
    return;
  }
  Acl acl = Acl::read(catalog, object);
  acl.change_owner(owner);
  std::vector<std::pair<Id, Acl>> columns;
  for (const Id column : catalog.parts(object, ObjectKind::column)) {
    Acl of_column = Acl::read(catalog, column);
    of_column.change_owner(owner);
    columns.emplace_back(column, std::move(of_column));
  }
  catalog.set(object, "owner", owner);
  acl.write(catalog, object);
  for (const auto& [column, of_column] : columns) of_column.write(catalog, column);
}

bool is_relation_type(std::string_view type) {
  return type == "OBJECT_TABLE" || type == "OBJECT_VIEW" || type == "OBJECT_SEQUENCE" ||
         type == "OBJECT_MATVIEW" || type == "OBJECT_FOREIGN_TABLE" || type == "OBJECT_INDEX";
}

/// A composite type of a table's own, or an array, cannot be changed by itself.
void require_free_type(const Session& session, Id type) {
  if (core::is_part(session.catalog[type].kind)) return;
  switch (session.catalog[type].kind) {
    case ObjectKind::table:
    case ObjectKind::foreign_table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
      fail("42809", std::string(session.catalog[type].own) + " is a table's row type");
    default:
      return;
  }
}

// -- SET SCHEMA

struct Conflict {
  std::string_view sqlstate;
  std::string message;
};

/// What stands in the way in the new schema.
void require_free_name(const Session& session, Id object, Id schema) {
  const Catalog& catalog = session.catalog;
  const Catalog::Object& one = catalog[object];
  const std::string name(one.own);
  const std::string where =
      " already exists in schema \"" + std::string(catalog[schema].own) + "\"";
  switch (one.kind) {
    case ObjectKind::function:
    case ObjectKind::procedure:
    case ObjectKind::aggregate:
      for (const Id other : catalog.functions(schema, one.own)) {
        if (catalog[other].suffix == one.suffix)
          fail("42723", "function " + name + std::string(one.suffix) + where);
      }
      return;
    case ObjectKind::type:
    case ObjectKind::enumeration:
    case ObjectKind::domain:
      if (catalog.type(schema, one.own) != Catalog::none)
        fail("42710", "type \"" + name + "\"" + where);
      return;
    default:
      if (catalog.find(one.kind, schema, one.own, one.suffix) != Catalog::none)
        fail("42710", std::string(Session::kind_word(one.kind)) + " \"" + name + "\"" + where);
  }
}

Id new_schema(const Session& session, std::string_view name) {
  const Id schema = session.schema(name);
  const std::string_view own = session.catalog[schema].own;
  if (own == "pg_toast") fail("0A000", "cannot move objects into or out of TOAST schema");
  if (session.catalog[schema].is_system) unknown("schemas of the system are not simulated");
  return schema;
}

void require_free_relation_name(const Session& session, Id relation, Id schema) {
  const Catalog& catalog = session.catalog;
  const std::string name(catalog[relation].own);
  if (catalog.relation(schema, name) != Catalog::none) {
    fail("42P07", "relation \"" + name + "\" already exists in schema \"" +
                      std::string(catalog[schema].own) + "\"");
  }
  if (catalog[relation].kind != ObjectKind::sequence &&
      catalog.type(schema, name) != Catalog::none) {
    fail("42710", "type \"" + name + "\" already exists in schema \"" +
                      std::string(catalog[schema].own) + "\"");
  }
}

void move_relation(Session& session, Id relation, Id schema) {
  Catalog& catalog = session.catalog;
  require_free_relation_name(session, relation, schema);
  std::vector<Id> along = catalog.parts(relation, ObjectKind::index);
  for (const Id constraint : catalog.parts(relation, ObjectKind::constraint)) {
    const std::string_view type = catalog.value(constraint, "type");
    if (type == "primary key" || type == "unique" || type == "exclude") along.push_back(constraint);
  }
  for (const Id index : along) {
    if (catalog.relation(schema, catalog[index].own) != Catalog::none) {
      fail("42P07", "relation \"" + std::string(catalog[index].own) +
                        "\" already exists in schema \"" + std::string(catalog[schema].own) + "\"");
    }
  }
  const std::vector<Id> sequences = owned_sequences(session, relation);
  catalog.move(relation, schema);
  for (const Id sequence : sequences) {
    require_free_relation_name(session, sequence, schema);
    catalog.move(sequence, schema);
  }
}

void set_schema_of_relation(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  const std::string_view type = statement.text("objectType");
  const Node range_var = statement["relation"];
  const Named name = named_range_var(range_var);
  const Id relation = statement.flag("missing_ok") ? find_relation_named(session, name)
                                                   : require_relation_named(session, name);
  if (relation == Catalog::none) return;
  session.require_owner(relation);
  if (type != "OBJECT_TABLE") require_relation_of(catalog, relation, type);
  const ObjectKind kind = catalog[relation].kind;
  if (kind == ObjectKind::type) fail("42809", '"' + name.text() + "\" is a composite type");
  if (is_index_like(catalog, relation))
    fail("42809", "cannot change schema of index \"" + std::string(catalog[relation].own) + "\"");
  if (kind == ObjectKind::sequence &&
      (catalog.has(relation, "owned_by") || catalog.has(relation, "identity"))) {
    fail("0A000", "cannot move an owned sequence into another schema");
  }
  const Id schema = new_schema(session, statement.text("newschema"));
  session.require_create(schema);
  if (catalog[relation].schema == Catalog::none)
    fail("0A000", "cannot move objects into or out of temporary schemas");
  if (catalog[relation].schema == schema) return;
  move_relation(session, relation, schema);
}

void set_schema_of_extension(Id extension, Id schema, Session& session) {
  if (session.catalog.value(extension, "schema") ==
      session.catalog.quote(session.catalog[schema].own)) {
    return;
  }
  unknown("what an extension's members take along is not simulated");
}

}  // namespace

void require_owner_or_schema(const Session& session, Id object) {
  if (session.is_superuser) return;
  const Id schema = session.catalog.schema_of(object);
  if (schema != Catalog::none) {
    const std::string_view owner = session.catalog.value(schema, "owner");
    if (!owner.empty() && session.has_role(session.role, owner)) return;
  }
  session.require_owner(object);
}

void refuse_operator_classes_of(const Session& session, Id object) {
  for (const Id one : session.catalog.dependents(object)) {
    const ObjectKind kind = session.catalog[one].kind;
    if (kind == ObjectKind::operator_class || kind == ObjectKind::operator_family)
      unknown("how " + session.catalog.name(one) + " is printed then");
  }
}

std::vector<Id> owned_sequences(const Session& session, Id table) {
  const Catalog& catalog = session.catalog;
  std::vector<Id> sequences;
  for (const Id column : catalog.parts(table, ObjectKind::column)) {
    for (const Id one : catalog.dependents(column)) {
      if (catalog[one].kind != ObjectKind::sequence) continue;
      if (!catalog.has(one, "owned_by") && !catalog.has(one, "identity")) continue;
      sequences.push_back(one);
    }
  }
  return sequences;
}

namespace {

/// The new owner of a server may use its wrapper.
void require_wrapper_right(const Session& session, Id server, std::string_view owner) {
  for (const Catalog::Need& need : session.catalog[server].needs) {
    if (session.catalog[need.on].kind != ObjectKind::foreign_data_wrapper) continue;
    if ((Acl::read(session.catalog, need.on).held(owner) & *right_named("USAGE")) == 0)
      unknown("the new owner's rights on the server's wrapper");
  }
}

}  // namespace

void change_owner(Session& session, Id object, std::string_view owner) {
  if (session.catalog.value(object, "owner") == owner) return;
  change_owner_of_one(session, object, owner);
  const ObjectKind kind = session.catalog[object].kind;
  if (kind != ObjectKind::table && kind != ObjectKind::foreign_table) return;
  for (const Id sequence : owned_sequences(session, object)) change_owner(session, sequence, owner);
}

void require_may_own(const Session& session, Id object, std::string_view owner) {
  if (session.is_superuser) return;
  if (session.catalog.value(object, "owner") == owner) return;
  session.require_owner(object);
  if (!session.has_role(session.role, owner))
    fail("42501", "must be member of role \"" + std::string(owner) + "\"");
  const Id schema = session.catalog.schema_of(object);
  if (schema == Catalog::none) return;
  if (session.has_role(owner, session.catalog.value(schema, "owner"))) return;
  if ((Acl::read(session.catalog, schema).held(owner) & *right_named("CREATE")) == 0)
    unknown("the new owner's rights in the schema");
}

void describe_alter_owner(const Node& statement, EffectsOf& effects) {
  const std::string_view type = statement.text("objectType");
  effects.alters(effect_kind(type), statement["object"]
                                        ? effect_name(effects, type, statement["object"])
                                        : effects.name_of(statement["relation"]));
  if (const std::string_view role = statement["newowner"].text("rolename"); !role.empty())
    effects.requires_("role", core::name_part(role));
}

void apply_alter_owner(const Node& statement, Session& session) {
  const std::string owner = session.role_name(statement["newowner"]);
  const std::string_view type = statement.text("objectType");
  if (type == "OBJECT_DATABASE") unknown("whether this is that database");
  if (type == "OBJECT_LARGEOBJECT") unknown("large objects are not simulated");
  const Id object = find_object(session, type, statement["object"]);
  if (type == "OBJECT_TYPE" || type == "OBJECT_DOMAIN") require_free_type(session, object);
  if (type == "OBJECT_FDW" || type == "OBJECT_EVENT_TRIGGER") {
    const Id role = session.role_id(owner);
    if (role == Catalog::none) unknown("whether the role is a superuser");
    if (!session.catalog.has(role, "superuser")) {
      const std::string word(Session::kind_word(session.catalog[object].kind));
      fail("42501", "permission denied to change owner of " + word + " \"" +
                        std::string(session.catalog[object].own) + "\"");
    }
  }
  require_may_own(session, object, owner);
  if (type == "OBJECT_FOREIGN_SERVER" && !session.is_superuser &&
      session.catalog.value(object, "owner") != owner)
    require_wrapper_right(session, object, owner);
  change_owner(session, object, owner);
}

void describe_set_schema(const Node& statement, EffectsOf& effects) {
  const std::string_view type = statement.text("objectType");
  const EffectsOf::Guard guard(effects, statement.flag("missing_ok"));
  const std::string old = statement["relation"] ? effects.name_of(statement["relation"])
                                                : effect_name(effects, type, statement["object"]);
  const std::string schema = core::name_part(Session::identifier(statement.text("newschema")));
  const std::size_t dot = old.find('.');
  effects.requires_("schema", schema);
  if (dot == std::string::npos) {
    effects.alters(effect_kind(type), old);
  } else {
    effects.renames(effect_kind(type), old, schema + old.substr(dot));
  }
}

void apply_set_schema(const Node& statement, Session& session) {
  const std::string_view type = statement.text("objectType");
  if (is_relation_type(type)) return set_schema_of_relation(statement, session);
  const Id object = find_object(session, type, statement["object"], statement.flag("missing_ok"));
  if (object == Catalog::none) return;
  const Id schema = new_schema(session, statement.text("newschema"));
  if (type == "OBJECT_EXTENSION") return set_schema_of_extension(object, schema, session);
  if (type == "OBJECT_TYPE" || type == "OBJECT_DOMAIN") require_free_type(session, object);
  session.require_owner(object);
  session.require_create(schema);
  if (session.catalog[object].schema == schema) return;
  require_free_name(session, object, schema);
  refuse_operator_classes_of(session, object);
  if (session.catalog[object].kind == ObjectKind::type &&
      session.catalog.value(object, "sort") == "composite" &&
      session.catalog.relation(schema, session.catalog[object].own) != Catalog::none) {
    fail("42P07", "relation \"" + std::string(session.catalog[object].own) +
                      "\" already exists in schema \"" + std::string(session.catalog[schema].own) +
                      "\"");
  }
  session.catalog.move(object, schema);
}

void describe_depends(const Node& statement, EffectsOf& effects) {
  const std::string_view type = statement.text("objectType");
  if (statement["relation"]) {
    const Node names = statement["object"];
    effects.alters(effect_kind(type),
                   names ? effect_part(effects, statement["relation"], names.at(0).as_text())
                         : effects.name_of(statement["relation"]));
  } else {
    effects.alters(effect_kind(type), effect_name(effects, type, statement["object"]));
  }
  effects.requires_("extension", core::name_part(statement.text("extname")));
}

void apply_depends(const Node& statement, Session& session) {
  (void)statement;
  (void)session;
  unknown("what depends on an extension's members is not simulated");
}

void describe_reassign_owned(const Node& statement, EffectsOf& effects) {
  for (const Node role : statement["roles"]) {
    if (!role.text("rolename").empty())
      effects.requires_("role", core::name_part(role.text("rolename")));
  }
  effects.unknown("which objects those roles own");
}

void apply_reassign_owned(const Node& statement, Session& session) {
  std::vector<std::string> olds;
  for (const Node role : statement["roles"]) olds.push_back(session.role_name(role));
  for (const std::string& old : olds) {
    if (!session.is_superuser && !session.has_role(session.role, old))
      fail("42501", "permission denied to reassign objects");
  }
  const std::string owner = session.role_name(statement["newrole"]);
  if (!session.is_superuser && !session.has_role(session.role, owner))
    fail("42501", "permission denied to reassign objects");
  Catalog& catalog = session.catalog;
  for (const std::string& old : olds) {
    if (is_bootstrap_role(session, old)) {
      fail("2BP01", "cannot reassign ownership of objects owned by role " + old +
                        " because they are required by the database system");
    }
    for (Id id = 0; id < catalog.count(); ++id) {
      if (catalog.is_alive(id) && !catalog[id].is_system && catalog.value(id, "owner") == old)
        change_owner(session, id, owner);
    }
  }
}

}  // namespace plumbline::sql
