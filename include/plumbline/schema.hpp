/// What a database holds: an immutable snapshot of its catalog, of which two are compared in
/// proportion to what differs. lib/core/schema/schema.md lists kinds, names and properties.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/event.hpp"
#include "plumbline/report.hpp"
#include "plumbline/target.hpp"

namespace plumbline {

/// In the order of snapshots and reports. What lies in a schema comes last, parts of a relation
/// behind it.
enum class ObjectKind : std::uint8_t {
  role,  // of the cluster, not of the database: outside the fingerprint
  tablespace,
  parameter,
  database,
  extension,
  language,
  access_method,
  cast,
  transform,
  foreign_data_wrapper,
  server,
  user_mapping,
  event_trigger,
  publication,
  subscription,
  large_objects,
  default_privileges,
  schema,
  type,  // composite, range and base types
  enumeration,
  domain,
  collation,
  conversion,
  function,
  procedure,
  aggregate,
  operator_,
  operator_family,
  operator_class,
  text_search_parser,
  text_search_template,
  text_search_dictionary,
  text_search_configuration,
  sequence,
  table,
  foreign_table,
  view,
  materialized_view,
  index,
  statistics,
  column,  // from here on: parts of a table, a view or a domain
  constraint,
  trigger,
  policy,
  rule,
};

inline constexpr std::size_t object_kind_count = static_cast<std::size_t>(ObjectKind::rule) + 1;

/// "table", "foreign-table", "matview", "enum", "operator-class" …
std::string_view kind_name(ObjectKind kind) noexcept;
/// Absent for a name that is none.
std::optional<ObjectKind> find_kind(std::string_view name) noexcept;

/// SHA-256.
struct Fingerprint {
  std::array<std::uint8_t, 32> bytes{};

  [[nodiscard]] std::string hex() const;  ///< 64 characters
  bool operator==(const Fingerprint&) const = default;
};

/// One fact of an object. Values are canonical text: SQL as the server prints it, with every name
/// outside pg_catalog qualified; "true" for what is so. What PostgreSQL has as its default is
/// absent.
struct Property {
  std::string_view name;  ///< "type", "not_null", "grant:app_ro"
  std::string_view value;

  bool operator==(const Property&) const = default;
};

using ObjectIndex = std::uint32_t;
inline constexpr ObjectIndex no_object = static_cast<ObjectIndex>(-1);

/// One object of the catalog. All views live as long as the Schema; one that is not empty has a NUL
/// behind it.
struct CatalogObject {
  ObjectKind kind{};
  std::int16_t position = 0;  ///< of a column among the live ones, from 1; 0 for all else
  /// The table, view or domain that it is a part of; the table of an index.
  ObjectIndex parent = no_object;
  std::string_view schema;  ///< "" for what lies in none
  /// Qualified with plain dots: "public.orders", "public.orders.total", "public.f(integer)"; a part
  /// that holds a dot, a quote, a comma or a bracket is in double quotes.
  std::string_view name;
  std::span<const Property> properties;       ///< sorted by name
  std::span<const ObjectIndex> children;      ///< in the order of objects(); columns by name
  std::span<const ObjectIndex> dependencies;  ///< what it cannot be without, sorted; no parents

  /// "" when absent.
  [[nodiscard]] std::string_view property(std::string_view property_name) const noexcept;
  [[nodiscard]] bool has(std::string_view property_name) const noexcept;
};

/// A stretch of objects() of one kind in one schema, parts of relations not counted.
struct ObjectGroup {
  ObjectKind kind{};
  std::string_view schema;  ///< "" for what lies in none
  ObjectIndex first = 0;    ///< index into Schema::objects()
  ObjectIndex count = 0;
  Fingerprint fingerprint;
};

/// Where a snapshot came from.
struct SchemaSource {
  int server_version = 0;  ///< 150020; 0 = none
  std::string database;    ///< its name, not compared
  /// Of the same catalog rows in the same database always the same, made by the server in passing;
  /// "" when it was not asked. Not comparable between databases.
  std::string digest;
  bool relative = false;  ///< names and texts leave their own schema out
  bool with_dependencies = false;
  std::vector<Unchecked> left_out;   ///< on purpose: extension members, registries, filters
  std::vector<Unchecked> unchecked;  ///< could not be read; everything else is complete
};

/// Immutable; shared freely between threads. Copies share what they hold.
class Schema {
 public:
  Schema();  ///< an empty one

  [[nodiscard]] const SchemaSource& source() const noexcept;
  /// Sorted by kind, schema and name; parts behind all others.
  [[nodiscard]] std::span<const CatalogObject> objects() const noexcept;
  /// Null when there is none. `name` as CatalogObject::name. Logarithmic.
  [[nodiscard]] const CatalogObject* find(ObjectKind kind, std::string_view name) const noexcept;

  /// Of the whole database: everything but roles and tablespaces, the physical order of columns and
  /// what schema.md calls state.
  [[nodiscard]] const Fingerprint& fingerprint() const noexcept;
  /// Of one schema and what lies in it; absent when there is none of that name.
  [[nodiscard]] std::optional<Fingerprint> schema_fingerprint(std::string_view schema) const;
  /// Of one object with its parts. Computed at each call for a part, else kept.
  [[nodiscard]] Fingerprint object_fingerprint(const CatalogObject& object) const;

  /// Of the objects that are no part of another, which are the first of objects().
  [[nodiscard]] std::span<const Fingerprint> root_fingerprints() const noexcept;
  [[nodiscard]] std::span<const ObjectGroup> groups() const noexcept;

  struct State;
  explicit Schema(std::shared_ptr<const State> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<const State> state_;
};

struct SchemaOptions {
  /// Names or globs; empty = all but the system's own. With some, what lies in no schema is left
  /// out. One that matches none: Error (not_found).
  std::vector<std::string> schemas;
  /// Schemas by name or glob, or "KIND:GLOB" over qualified names, as in "table:public.tmp_*".
  std::vector<std::string> skip;
  bool with_extension_members = false;
  bool with_registry = false;  ///< tables in which sqitch, Alembic and sqlx keep what they did
  bool without_dependencies = false;
  bool relative = false;     ///< leave each schema's own name out: tenants compare equal
  bool with_digest = false;  ///< SchemaSource::digest, at the cost of another pass over the rows
  CallControl control;
};

/// Reads the catalog in the target's one snapshot. Takes no lock on a user's object but, for
/// milliseconds, where an expression is printed; what is locked or may not be read is listed in
/// `unchecked`. Throws Error: argument, not_found (filters), server, connection, timeout,
/// cancelled, busy.
Schema capture_schema(Target& target, const SchemaOptions& options = {});
/// The fingerprint alone, in the same way, without keeping the objects. Equals
/// `capture_schema(…).fingerprint()`.
Fingerprint read_fingerprint(Target& target, const SchemaOptions& options = {});
/// SchemaSource::digest alone, made by the server. Always of the whole database: of the options
/// only `control` counts.
std::string read_digest(Target& target, const SchemaOptions& options = {});

/// `plumbline.snapshot/1`, described in lib/core/schema/snapshot.md. The same schema gives the same
/// bytes.
std::string save_snapshot(const Schema& schema);
/// Throws Error: format, when it is none, is damaged, or is newer than this library.
Schema load_snapshot(std::string_view json);

/// Canonical SQL that would make the object, without owner, grants and comment; equal to the
/// server's pg_get_…def where there is one. "" for kinds that have no statement of their own.
std::string definition(const Schema& schema, const CatalogObject& object);

}  // namespace plumbline
