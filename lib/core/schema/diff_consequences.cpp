#include "core/schema/diff_consequences.hpp"

#include <algorithm>
#include <array>

#include "core/schema/builder.hpp"
#include "core/schema/qualified_name.hpp"

namespace plumbline::core {

namespace {

constexpr int first_named_not_nulls = 180000;  // constraints of their own from PostgreSQL 18 on

/// Whether a table is attached otherwise on the other side: then all that it inherits is.
bool is_attached_otherwise(const Schema& there, const Schema& here, const CatalogObject& table) {
  const CatalogObject* other = find_like(there, here, table);
  return other != nullptr && ancestors_of(*other) != ancestors_of(table);
}

/// The table of a part or an index; null for what has none.
const CatalogObject* table_of(const Schema& schema, const CatalogObject& object) noexcept {
  return object.parent == no_object ? nullptr : &schema.objects()[object.parent];
}

bool follows_from_origin(const OneSided& here, const Schema& there, const CatalogObject& object,
                         const CatalogObject& table) {
  const std::string_view origin = object.property("partition_of");
  const bool is_inherited = object.has("inherited");
  if (origin.empty() && !is_inherited) return false;
  if (is_attached_otherwise(there, here.schema(), table)) return true;
  if (!origin.empty()) {
    const std::string name = object_name(origin);
    if (here.has(ObjectKind::index, name) || here.has(object.kind, name) ||
        here.has(ObjectKind::constraint, name)) {
      return true;
    }
  }
  const std::string own = '.' + name_part(own_identifier(object.name));
  return is_inherited && std::ranges::any_of(ancestors_of(table), [&](const std::string& ancestor) {
           return here.has(object.kind, ancestor + own);
         });
}

bool follows_from_columns(const OneSided& here, const CatalogObject& object,
                          std::string_view table) {
  return std::ranges::any_of(columns_of(object, table), [&](const std::string& column) {
    return here.has(ObjectKind::column, column);
  });
}

/// From PostgreSQL 18 on, NOT NULL is also a constraint: the column's property says it, and older
/// servers have no name for it.
bool follows_from_not_null(const Schema& there, const CatalogObject& object,
                           std::string_view table) {
  if (object.property("type") != "not null") return false;
  const int version = there.source().server_version;
  if (version != 0 && version < first_named_not_nulls) return true;
  return std::ranges::any_of(columns_of(object, table), [&](const std::string& name) {
    const CatalogObject* column = there.find(ObjectKind::column, name);
    return column != nullptr && !column->has("not_null");
  });
}

bool sequence_follows(const OneSided& here, const Schema& there, const CatalogObject& sequence) {
  const bool is_identity = sequence.has("identity");
  const std::string column = object_name(sequence.property(is_identity ? "identity" : "owned_by"));
  if (here.has(ObjectKind::column, column) || here.has_relation(owner_name(column))) return true;
  if (!is_identity) return false;
  const CatalogObject* other = there.find(ObjectKind::column, column);
  return other != nullptr && !other->has("identity");
}

/// The columns of a view whose query is another.
bool follows_from_query(const Schema& here, const Schema& there, const CatalogObject& object) {
  if (object.kind != ObjectKind::column) return false;
  const CatalogObject& view = here.objects()[object.parent];
  if (!view.has("query")) return false;
  const CatalogObject* other = find_like(there, here, view);
  return other != nullptr && other->property("query") != view.property("query");
}

class ChangeConsequences {
 public:
  ChangeConsequences(const OneSided& missing, const OneSided& unexpected,
                     const std::vector<PropertyChange>& changes)
      : missing_(missing), unexpected_(unexpected) {
    for (const PropertyChange& change : changes)
      by_name_.emplace(std::tuple(change.object->kind, change.object->name, change.property),
                       &change);
  }

  [[nodiscard]] bool follows(const PropertyChange& change) const {
    switch (change.object->kind) {
      case ObjectKind::role:
        return follows_from(change, "member_of:", ObjectKind::role);
      case ObjectKind::database:
        return follows_from_role(change);
      case ObjectKind::publication:
        return follows_from(change, "table:", ObjectKind::table) ||
               follows_from(change, "schema:", ObjectKind::schema);
      case ObjectKind::default_privileges:
        return follows_from_schema(change);
      case ObjectKind::sequence:
        return follows_from_table_of_sequence(change);
      case ObjectKind::table:
        return follows_from_named_index(change);
      default:
        return follows_from_table(change);
    }
  }

 private:
  /// The side that has the property.
  [[nodiscard]] const OneSided& side_of(const PropertyChange& change) const noexcept {
    return change.old != nullptr ? missing_ : unexpected_;
  }
  [[nodiscard]] const Schema& schema_of(const PropertyChange& change) const noexcept {
    return change.pair.old != no_object ? missing_.schema() : unexpected_.schema();
  }

  /// `prefixNAME` is only there as long as the object of that name is.
  [[nodiscard]] bool follows_from(const PropertyChange& change, std::string_view prefix,
                                  ObjectKind kind) const {
    if (!change.property.starts_with(prefix) || (change.old != nullptr && change.now != nullptr))
      return false;
    const std::string_view name = change.property.substr(prefix.size());
    return side_of(change).has(kind, name) || side_of(change).has(kind, object_name(name));
  }

  [[nodiscard]] bool follows_from_role(const PropertyChange& change) const {
    constexpr std::string_view of = " of ";
    const std::size_t at = change.property.rfind(of);
    if (at == std::string_view::npos || (change.old != nullptr && change.now != nullptr))
      return false;
    return side_of(change).has(ObjectKind::role, change.property.substr(at + of.size()));
  }

  /// "app in schema public on tables"
  [[nodiscard]] bool follows_from_schema(const PropertyChange& change) const {
    constexpr std::string_view in = " in schema ";
    const std::string_view name = change.object->name;
    const std::size_t at = name.find(in);
    if (at == std::string_view::npos) return false;
    const std::size_t begin = at + in.size();
    const std::string_view schema = name.substr(begin, name.rfind(" on ") - begin);
    return side_of(change).has(ObjectKind::schema, schema);
  }

  [[nodiscard]] const PropertyChange* find(ObjectKind kind, std::string_view name,
                                           std::string_view property) const {
    const auto found = by_name_.find(std::tuple(kind, name, property));
    return found == by_name_.end() ? nullptr : found->second;
  }

  [[nodiscard]] bool is_same(const PropertyChange& change, const PropertyChange* other) const {
    const auto alike = [](const Property* a, const Property* b) {
      return (a == nullptr) == (b == nullptr) && (a == nullptr || a->value == b->value);
    };
    return other != nullptr && alike(change.old, other->old) && alike(change.now, other->now);
  }

  /// A column's own sequence changes hands, and persistence, with the table.
  [[nodiscard]] bool follows_from_table_of_sequence(const PropertyChange& change) const {
    if (change.property != "owner" && change.property != "persistence") return false;
    const std::string_view owned_by =
        change.object->property(change.object->has("identity") ? "identity" : "owned_by");
    if (owned_by.empty()) return false;
    const std::string column = object_name(owned_by);
    return is_same(change, find(ObjectKind::table, owner_name(column), change.property));
  }

  /// CLUSTER ON and REPLICA IDENTITY USING an index that is gone.
  [[nodiscard]] bool follows_from_named_index(const PropertyChange& change) const {
    constexpr std::string_view index_prefix = "index ";
    if (change.property != "cluster_on" && change.property != "replica_identity") return false;
    if (change.old != nullptr && change.now != nullptr) return false;
    std::string_view value = (change.old != nullptr ? change.old : change.now)->value;
    if (value.starts_with(index_prefix)) value.remove_prefix(index_prefix.size());
    const std::string own = name_part(own_identifier(value));
    const std::string_view schema = owner_name(change.object->name);
    const std::string index = schema.empty() ? own : std::string(schema) + '.' + own;
    const OneSided& side = side_of(change);
    return side.has(ObjectKind::index, index) ||
           side.has(ObjectKind::constraint, std::string(change.object->name) + '.' + own);
  }

  [[nodiscard]] bool follows_from_table(const PropertyChange& change) const {
    const CatalogObject& object = *change.object;
    const Schema& schema = schema_of(change);
    const CatalogObject* table = table_of(schema, object);
    if (table == nullptr || change.pair.old == no_object) return false;
    if (change.property == "inherited" || change.property == "partition_of") {
      if (is_attached_otherwise(unexpected_.schema(), schema, *table)) return true;
    }
    if (object.kind == ObjectKind::column && change.property == "not_null" &&
        side_of(change).has_key_column(object.name)) {
      return true;
    }
    if (is_of_column_type(change.property) &&
        follows_from_query(schema, unexpected_.schema(), object)) {
      return true;
    }
    return follows_from_ancestor(change, *table);
  }

  static bool is_of_column_type(std::string_view property) noexcept {
    return property == "type" || property == "collation" || property == "storage" ||
           property == "compression";
  }

  /// What is inherited changes with what it is inherited from.
  [[nodiscard]] bool follows_from_ancestor(const PropertyChange& change,
                                           const CatalogObject& table) const {
    const CatalogObject& object = *change.object;
    if (change.property == "comment" || change.property.starts_with("grant:")) return false;
    if (const std::string_view origin = object.property("partition_of"); !origin.empty())
      return is_same(change, find(object.kind, object_name(origin), change.property));
    if (!object.has("inherited")) return false;
    const std::string own = '.' + name_part(own_identifier(object.name));
    return std::ranges::any_of(ancestors_of(table), [&](const std::string& ancestor) {
      return is_same(change, find(object.kind, ancestor + own, change.property));
    });
  }

  const OneSided& missing_;
  const OneSided& unexpected_;
  std::map<std::tuple<ObjectKind, std::string_view, std::string_view>, const PropertyChange*>
      by_name_;
};

}  // namespace

bool follows_from_others(const OneSided& here, const Schema& there, const CatalogObject& object) {
  const Schema& schema = here.schema();
  if (object.kind == ObjectKind::schema) return false;
  if (!object.schema.empty() && here.has(ObjectKind::schema, object.schema)) return true;
  if (object.kind == ObjectKind::sequence) return sequence_follows(here, there, object);
  if (object.kind == ObjectKind::operator_family) return here.has_class_of_family(object.name);
  if (object.kind == ObjectKind::statistics) {
    const std::string table = object_name(object.property("table"));
    return here.has_relation(table) || follows_from_columns(here, object, table);
  }
  const CatalogObject* table = table_of(schema, object);
  if (table == nullptr) return false;
  return here.has_relation(table->name) || follows_from_origin(here, there, object, *table) ||
         follows_from_columns(here, object, table->name) ||
         follows_from_not_null(there, object, table->name) ||
         follows_from_query(schema, there, object);
}

void drop_consequences(const OneSided& missing, const OneSided& unexpected,
                       std::vector<PropertyChange>& changes) {
  const ChangeConsequences consequences(missing, unexpected, changes);
  std::vector<PropertyChange> kept;
  for (const PropertyChange& change : changes) {
    if (!consequences.follows(change)) kept.push_back(change);
  }
  changes = std::move(kept);
}

}  // namespace plumbline::core
