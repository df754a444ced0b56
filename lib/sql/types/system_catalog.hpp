/// What PostgreSQL 12 to 18 has from the start, and what the extensions that ship with it bring:
/// facts read from real servers by cmake/system_catalog.py. Everything is found in place, nothing
/// is built at start. Used by the visitors and by the resolution beside it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace plumbline::sql {

/// The oid of a type of the system; an id of ours (10000 to 16383) for what has no fixed oid: row
/// types of the system's views, types of extensions. From 16384 on a `TypeSource` gives them.
using TypeId = std::uint32_t;

inline constexpr int newest_known_version = 18;

enum class NameKind : std::uint8_t {
  language,
  collation,  ///< only those that every cluster has
  configuration,
  dictionary,
  parser,
  template_,
  role,  ///< "pg_…"
  wrapper,
  tablespace,
  setting,
  conversion
};

/// Whether the system has it from the start; `extension` "" or the one that brings it.
bool has_system_name(NameKind kind, std::string_view name, int version,
                     std::string_view extension = {}) noexcept;
std::vector<std::string_view> system_names(NameKind kind, int version,
                                           std::string_view extension = {});

struct AccessMethod {
  std::string_view name;
  bool is_index = false;  ///< else of tables
  bool can_order = false, can_be_unique = false, can_have_columns = false, can_exclude = false;
  bool can_include = false;
  std::string_view extension;  ///< "bloom"
};
std::optional<AccessMethod> find_access_method(std::string_view name, int version) noexcept;

struct SystemColumn {
  std::string_view name;
  TypeId type = 0;
  bool not_null = false;
};
struct SystemRelation {
  std::string_view schema;  ///< "pg_catalog", "information_schema"; "" of an extension
  std::string_view name;
  char kind = 'v';  ///< 'r' table, 'v' view, 'f', 'm'
  std::string_view extension;
  std::vector<SystemColumn> columns;
};
/// `schema` "pg_catalog" or "information_schema"; of an extension's relation "".
std::optional<SystemRelation> find_system_relation(std::string_view schema, std::string_view name,
                                                   int version);

/// An extension as it ships.
struct ExtensionFacts {
  std::string_view name;
  std::string_view version;             ///< its default_version; "" when it is not known
  std::string_view schema;              ///< where it insists to be
  std::vector<std::string_view> needs;  ///< other extensions
  bool for_superusers = true, relocatable = false, trusted = false;
};
std::optional<ExtensionFacts> find_extension(std::string_view name, int version);

/// What an extension makes, as `pg_depend` lists it: names of its schema's objects in the forms of
/// schema.md, for what may collide and what DROP takes along.
struct ExtensionMembers {
  struct Operator {
    std::string_view name;
    TypeId left = 0, right = 0;
  };
  struct Function {
    std::string_view name;
    std::vector<TypeId> arguments;
    char kind = 'f';  ///< f p a (o h) w
  };
  struct Class {
    std::string_view method, name;
  };
  std::vector<TypeId> types;
  std::vector<Function> functions;
  std::vector<Operator> operators;
  std::vector<Class> classes;
  std::vector<std::string_view> relations;
};
ExtensionMembers extension_members(std::string_view name, int version);

/// Whether a role may not be called so: `pg_…`, and "public", "none".
bool is_reserved_role_name(std::string_view name) noexcept;

}  // namespace plumbline::sql
