/// DROP of everything that is no role: which objects, whether they may be dropped; what hangs on
/// them is drop.hpp's. Rules: RemoveRelations (commands/tablecmds.c), RemoveObjects
/// (commands/dropcmds.c).
#include <algorithm>

#include "core/schema/builder.hpp"
#include "sql/drop.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"

namespace plumbline::sql {

namespace {

bool is_relation_type(std::string_view type) {
  return type == "OBJECT_TABLE" || type == "OBJECT_VIEW" || type == "OBJECT_SEQUENCE" ||
         type == "OBJECT_MATVIEW" || type == "OBJECT_FOREIGN_TABLE" || type == "OBJECT_INDEX";
}

[[noreturn]] void fail_missing(const Session& session, const Named& name, std::string_view type) {
  if (!name.schema.empty()) (void)session.schema(name.schema);
  const std::string_view kind = effect_kind(type);
  fail(type == "OBJECT_INDEX" || type == "OBJECT_FOREIGN_TABLE" ? "42704" : "42P01",
       std::string(kind == "matview"         ? "materialized view"
                   : kind == "foreign-table" ? "foreign table"
                                             : kind) +
           " \"" + name.text() + "\" does not exist");
}

/// What cannot be dropped by itself.
void refuse_constraint_index(const Session& session, const std::vector<Id>& objects) {
  const Catalog& catalog = session.catalog;
  for (const Id id : objects) {
    if (catalog[id].kind != ObjectKind::constraint) continue;
    if (std::ranges::find(objects, catalog[id].parent) != objects.end()) continue;
    const std::string name(catalog.quote(catalog[id].own));
    fail("2BP01", "cannot drop index " + name + " because constraint " + name + " on table " +
                      session.visible_name(catalog[id].parent) + " requires it");
  }
}

void drop_relations(const Node& statement, Session& session) {
  const std::string_view type = statement.text("removeType");
  const bool is_cascade = statement.text("behavior") == "DROP_CASCADE";
  const Node objects = statement["objects"];
  if (statement.flag("concurrent")) {
    if (session.in_transaction() || session.in_message)
      fail("25001", "DROP INDEX CONCURRENTLY cannot run inside a transaction block");
    if (objects.size() != 1)
      fail("0A000", "DROP INDEX CONCURRENTLY does not support dropping multiple objects");
    if (is_cascade) fail("0A000", "DROP INDEX CONCURRENTLY does not support CASCADE");
  }
  std::vector<Id> found;
  for (const Node object : objects) {
    const Named name = named(object);
    const Id id = find_relation_named(session, name);
    if (id == Catalog::none) {
      if (!statement.flag("missing_ok")) fail_missing(session, name, type);
      continue;
    }
    require_relation_of(session.catalog, id, type);
    require_owner_or_schema(session, id);
    if (statement.flag("concurrent") && session.catalog[id].kind == ObjectKind::index &&
        session.catalog.has(session.catalog[id].parent, "partition_key") &&
        !session.catalog[session.catalog[id].parent].is_system) {
      fail("0A000", "cannot drop partitioned index \"" + name.own + "\" concurrently");
    }
    if (std::ranges::find(found, id) == found.end()) found.push_back(id);
  }
  if (type == "OBJECT_INDEX") refuse_constraint_index(session, found);
  drop_objects(session, found, is_cascade);
}

void require_droppable(const Session& session, std::string_view type, Id id) {
  const Catalog& catalog = session.catalog;
  const Catalog::Object& object = catalog[id];
  const bool is_temporary = std::ranges::any_of(session.temporary, [&](const auto& one) {
    return one.second == catalog.whole(id) || one.second == object.parent;
  });
  if (object.is_system && !is_temporary) {
    fail("2BP01", "cannot drop " + std::string(Session::kind_word(object.kind)) + ' ' +
                      std::string(object.own) + " because it is required by the database system");
  }
  if (object.kind == ObjectKind::aggregate && type == "OBJECT_FUNCTION")
    fail("42809", '"' + std::string(object.own) + "\" is an aggregate function");
  switch (object.kind) {
    case ObjectKind::table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
    case ObjectKind::foreign_table: {
      // Only as the row type that DROP TYPE means.
      const std::string name = session.visible_name(id);
      fail("2BP01", "cannot drop type " + name + " because " +
                        std::string(Session::kind_word(object.kind)) + ' ' + name + " requires it");
    }
    default:
      break;
  }
  require_owner_or_schema(session, id);
}

void drop_others(const Node& statement, Session& session) {
  const std::string_view type = statement.text("removeType");
  std::vector<Id> found;
  for (const Node object : statement["objects"]) {
    const Id id = find_object(session, type, object, statement.flag("missing_ok"));
    if (id == Catalog::none) continue;
    require_droppable(session, type, id);
    if (std::ranges::find(found, id) == found.end()) found.push_back(id);
  }
  drop_objects(session, found, statement.text("behavior") == "DROP_CASCADE");
}

}  // namespace

void describe_drop(const Node& statement, EffectsOf& effects) {
  const std::string_view type = statement.text("removeType");
  const EffectsOf::Guard guard(effects, statement.flag("missing_ok"));
  for (const Node object : statement["objects"])
    effects.drops(effect_kind(type), effect_name(effects, type, object));
  if (statement.text("behavior") == "DROP_CASCADE" && type == "OBJECT_SCHEMA")
    effects.unknown("what lies in the schema");
}

void apply_drop(const Node& statement, Session& session) {
  if (is_relation_type(statement.text("removeType"))) {
    drop_relations(statement, session);
  } else {
    drop_others(statement, session);
  }
}

}  // namespace plumbline::sql
