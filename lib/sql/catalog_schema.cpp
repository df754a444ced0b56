/// Catalog from and to Schema, and what a new database holds.
#include <algorithm>

#include "core/schema/kinds.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/catalog.hpp"

namespace plumbline::sql {

namespace {

/// Called by a text that is no identifier.
bool has_text_name(ObjectKind kind) {
  return kind == ObjectKind::cast || kind == ObjectKind::transform ||
         kind == ObjectKind::user_mapping || kind == ObjectKind::default_privileges;
}

/// What CatalogObject::name has behind the last identifier: "(integer)", " USING btree".
std::string_view suffix_of(const CatalogObject& object) {
  std::string_view mark;
  switch (object.kind) {
    case ObjectKind::function:
    case ObjectKind::procedure:
    case ObjectKind::aggregate:
    case ObjectKind::operator_:
      mark = "(";
      break;
    case ObjectKind::operator_family:
    case ObjectKind::operator_class:
      mark = " USING ";
      break;
    default:
      return {};
  }
  bool is_quoted = false;
  for (std::size_t at = 0; at < object.name.size(); ++at) {
    if (object.name[at] == '"') is_quoted = !is_quoted;
    if (!is_quoted && object.name.substr(at).starts_with(mark)) return object.name.substr(at);
  }
  return {};
}

/// The symbol: it may hold dots of nobody.
std::string operator_symbol(const CatalogObject& object, std::string_view suffix) {
  const std::string_view name = object.name.substr(0, object.name.size() - suffix.size());
  return std::string(name.substr(core::name_part(object.schema).size() + 1));
}

}  // namespace

Catalog::Catalog(int server_version, std::string_view owner) : server_version_(server_version) {
  source_.server_version = server_version;
  source_.with_dependencies = true;
  const Id role = create(ObjectKind::role, none, owner);
  for (const char* right : {"bypass_rls", "create_db", "create_role", "replication", "superuser"}) {
    set_named(role, right, "true");
  }
  set(create(ObjectKind::database, none, "database"), "owner", owner);
  create(ObjectKind::large_objects, none, "large-objects");
  add_system_schemas();
  const Id schema = create(ObjectKind::schema, none, "public");
  const bool is_closed = server_version >= 150000;
  set(schema, "owner", is_closed ? "pg_database_owner" : owner);
  set_keyed(schema, "grant:", "PUBLIC", is_closed ? "USAGE" : "USAGE, CREATE");
  keep_all();
}

Catalog::Catalog(const Schema& schema)
    : server_version_(schema.source().server_version), source_(schema.source()) {
  const std::span<const CatalogObject> objects = schema.objects();
  objects_.reserve(objects.size() * 2);
  names_.reserve(objects.size() * 2);
  add_system_schemas();
  const Id shift = static_cast<Id>(objects_.size());
  // Parts stand behind what they are parts of, indexes behind tables, schemas before all else.
  for (const CatalogObject& from : objects) {
    Object object;
    object.kind = from.kind;
    object.position = from.position;
    if (from.parent != no_object) object.parent = from.parent + shift;
    if (from.kind != ObjectKind::schema && !core::is_part(from.kind) && !from.schema.empty()) {
      object.schema = first({static_cast<std::uint8_t>(ObjectKind::schema), none, from.schema});
    }
    const std::string_view suffix = suffix_of(from);
    object.suffix = keep(suffix);
    if (has_text_name(from.kind)) {
      object.own = keep(from.name);
    } else if (from.kind == ObjectKind::operator_) {
      object.own = keep(operator_symbol(from, suffix));
    } else {
      object.own =
          keep(core::own_identifier(from.name.substr(0, from.name.size() - suffix.size())));
    }
    object.values.reserve(from.properties.size());
    for (const Property& property : from.properties) {
      object.values.push_back({keep(property.name), keep(property.value), true});
    }
    for (const ObjectIndex on : from.dependencies) {
      // What is published can go: the publication stays.
      if (object.kind == ObjectKind::publication) continue;
      object.needs.push_back({on + shift, Tie::normal});
      dependents_[on + shift].push_back(static_cast<Id>(objects_.size()));
    }
    add(std::move(object));
  }
  add_ties();
  keep_all();
}

void Catalog::add_system_schemas() {
  for (const char* name : {"pg_catalog", "information_schema", "pg_toast"}) {
    objects_[create(ObjectKind::schema, none, name)].is_system = true;
  }
}

/// What hangs on columns without being told: dependencies of a Schema are the normal ones alone.
void Catalog::add_ties() {
  const auto tie_columns = [&](Id id, Id relation, std::string_view property) {
    const std::string_view text = value(id, property);
    if (text.empty()) return;
    for (const std::string& name : core::bare_names(text)) {
      const Id column = first(
          {static_cast<std::uint8_t>(ObjectKind::column), relation, core::own_identifier(name)});
      if (column != none) need(id, column, Tie::automatic);
    }
  };
  const auto tie_named = [&](Id id, std::string_view property, Tie tie) {
    const std::string_view text = value(id, property);
    if (text.empty()) return;
    for (const std::string_view item : core::list_items(text)) {
      const std::vector<std::string> names = core::name_parts(item);
      if (names.size() < 2) continue;
      const Id schema = first({static_cast<std::uint8_t>(ObjectKind::schema), none, names[0]});
      Id found = first({relation_space, schema, names[1]});
      if (found != none && names.size() == 3) {
        found = first({static_cast<std::uint8_t>(ObjectKind::column), found, names[2]});
      }
      if (found != none) need(id, found, tie);
    }
  };
  const auto count = static_cast<Id>(objects_.size());
  for (Id id = 0; id < count; ++id) {
    switch (objects_[id].kind) {
      case ObjectKind::index:
        for (const char* property : {"columns", "include", "predicate"}) {
          tie_columns(id, objects_[id].parent, property);
        }
        tie_named(id, "partition_of", Tie::internal);
        break;
      case ObjectKind::constraint:
        for (const char* property : {"columns", "include", "predicate", "elements", "expression"}) {
          tie_columns(id, objects_[id].parent, property);
        }
        break;
      case ObjectKind::statistics: {
        const std::vector<std::string> names = core::name_parts(value(id, "table"));
        if (names.size() != 2) break;
        const Id schema = first({static_cast<std::uint8_t>(ObjectKind::schema), none, names[0]});
        const Id table = first({relation_space, schema, names[1]});
        if (table == none) break;
        need(id, table, Tie::automatic);
        tie_columns(id, table, "columns");
        break;
      }
      case ObjectKind::sequence:
        tie_named(id, "owned_by", Tie::automatic);
        tie_named(id, "identity", Tie::internal);
        break;
      case ObjectKind::table:
      case ObjectKind::foreign_table:
        tie_named(id, "partition_of", Tie::automatic);
        tie_named(id, "inherits", Tie::normal);
        break;
      case ObjectKind::column:
        // Since 15 what a generated column is made of cannot go without CASCADE: it is told.
        if (server_version_ < 150000) tie_columns(id, objects_[id].parent, "expression");
        break;
      default:
        break;
    }
  }
}

Schema Catalog::to_schema() const {
  core::SchemaBuilder builder;
  SchemaSource source = source_;
  std::vector<core::SchemaBuilder::Id> ids(objects_.size(), core::SchemaBuilder::none);
  // A part may have been made before what it is a part of was: wholes first.
  for (const bool parts : {false, true}) {
    for (Id id = 0; id < objects_.size(); ++id) {
      const Object& object = objects_[id];
      if (!object.is_alive || object.is_system || core::is_part(object.kind) != parts) continue;
      const std::string_view schema =
          object.schema == none ? std::string_view() : objects_[object.schema].own;
      const auto parent = object.parent == none ? core::SchemaBuilder::none : ids[object.parent];
      if (has_text_name(object.kind)) {
        ids[id] = builder.add_as(object.kind, schema, object.own);
      } else if (!object.suffix.empty()) {
        const std::string own = object.kind == ObjectKind::operator_ ? std::string(object.own)
                                                                     : core::name_part(object.own);
        ids[id] = builder.add_as(object.kind, schema, own + std::string(object.suffix));
      } else {
        ids[id] = builder.add(object.kind, schema, object.own, parent);
      }
      builder.set_position(ids[id], object.position);
      for (const Value& value : object.values) {
        builder.set_saved(ids[id], value.name, value.text);
        if (!value.exact) {
          source.unchecked.push_back({std::string(kind_name(object.kind)) + ' ' + name(id) + ": " +
                                          std::string(value.name),
                                      "known as it was written only, not as the server prints it"});
        }
      }
    }
  }
  for (Id id = 0; id < objects_.size(); ++id) {
    if (ids[id] == core::SchemaBuilder::none) continue;
    for (const Need& need : objects_[id].needs) {
      if (need.tie == Tie::normal && ids[need.on] != core::SchemaBuilder::none) {
        builder.depend(ids[id], ids[need.on]);
      }
    }
  }
  return std::move(builder).finish(std::move(source));
}

}  // namespace plumbline::sql
