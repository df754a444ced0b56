/// What the readers of the catalog share while one snapshot is taken: the schema as it grows, names
/// by oid, and what is still to be asked.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/schema/builder.hpp"
#include "plumbline/schema.hpp"
#include "postgres/catalog/expressions.hpp"
#include "postgres/catalog/grants.hpp"
#include "postgres/catalog/oids.hpp"
#include "postgres/connection.hpp"

namespace plumbline::postgres {

/// A column of a table, view or foreign table.
struct Column {
  std::int16_t number = 0;  ///< attnum
  char storage = 'p';
  char generated = '\0';
  Id id = no_id;
  Oid type = 0;
  std::int32_t modifier = -1;
  Oid collation = 0;
  std::string_view name;  ///< bare; lives as long as the builder
};

/// A row of pg_class that is wanted; of indexes too, which become objects later.
struct Relation {
  Oid oid = 0;
  Id id = no_id;  ///< of an index: none until it is known to belong to no constraint
  char kind = 'r';
  Oid schema = 0;
  Oid owner = 0;
  Oid access_method = 0;
  Oid tablespace = 0;
  std::string_view name;         ///< bare
  std::string_view options;      ///< of an index, as in the catalog: "{fillfactor=70}"
  std::size_t first_column = 0;  ///< in Catalog::columns
  std::size_t column_count = 0;
};

/// What constraints and indexes tell each other.
struct IndexFacts {
  struct OperatorClass {
    std::string name;  ///< as SQL writes it
    Oid method = 0;
    Oid type = 0;
    bool is_default = false;
  };
  std::unordered_map<Oid, OperatorClass> classes;
  /// Of exclusion constraints, by the constraint's oid, in order.
  std::unordered_map<Oid, std::vector<std::string>> exclusion_operators;
  OidMap constraints;  ///< from (catalogs::relation, index) to the constraint it belongs to
  OidMap constraint_oids;
  std::map<std::pair<Oid, int>, std::string> class_options;  ///< by index and column
  std::map<std::pair<Oid, int>, std::string> statistics;
  /// Of indexes with expressions, by their turn: what the server has printed so far.
  std::vector<std::vector<std::string>> waiting_expressions;
  std::vector<std::vector<std::string>> waiting_printed;
};

/// A table of a publication whose WHERE is still to be read.
struct PublishedTable {
  Id publication = no_id;
  Oid table = 0;
  std::string columns;
};

class Catalog;

/// One statement of the first pass. Every one is given $1: the oids of the wanted schemas as
/// oid[], or NULL when all are wanted.
struct Step {
  const char* what;  ///< for `unchecked` when the server refuses it: "subscriptions"
  int since;         ///< first major version that has the catalog
  FixedSql sql;
  void (*take)(Catalog&, const RowView&);
};

class Catalog {
 public:
  Catalog(Connection& on, const SchemaOptions& asked)
      : connection(on), options(asked), version(on.server_version()) {}

  Connection& connection;
  const SchemaOptions& options;
  const int version;  ///< 150020
  core::SchemaBuilder builder;
  SchemaSource source;
  Expressions expressions;

  /// A schema's name when it is wanted, else null.
  [[nodiscard]] const std::string* schema(Oid oid) const;
  /// "" for one that is gone.
  [[nodiscard]] std::string_view role(Oid oid) const;
  [[nodiscard]] std::string quoted(std::string_view name) const;
  [[nodiscard]] std::string qualified(std::string_view schema, std::string_view name) const;
  /// As regclass prints it, whether the relation is wanted or not; asked for with want_relation.
  [[nodiscard]] std::string relation_name(Oid oid) const;
  void want_relation(Oid oid);
  /// As format_type prints it; asked for with want_type. `modifier` -1 = none.
  struct TypeName {
    std::string text;
    char storage = 'p';  ///< what its columns have when nothing else is said
    Oid collation = 0;
  };
  [[nodiscard]] const TypeName& type(Oid oid, std::int32_t modifier) const;
  [[nodiscard]] const std::string& type_name(Oid oid, std::int32_t modifier) const {
    return type(oid, modifier).text;
  }
  void want_type(Oid type, std::int32_t modifier);

  /// Takes note of what an address became, for comments, dependencies and the like.
  void remember(Oid catalog, Oid oid, Id id) { objects.set(catalog, oid, id); }
  [[nodiscard]] Id find(Oid catalog, Oid oid) const noexcept {
    const std::uint32_t found = objects.find(catalog, oid);
    return found == OidMap::absent ? no_id : found;
  }
  /// Notes that what the server made for `id` (an array type, a constructor function) is none of
  /// its own, but what depends on the one depends on the other.
  void stand_for(Oid catalog, Oid oid, Id id) { stand_ins.set(catalog, oid, id); }
  /// As `find`, also by what was made for it.
  [[nodiscard]] Id find_owner(Oid catalog, Oid oid) const noexcept {
    const Id id = find(catalog, oid);
    const std::uint32_t owner = id == no_id ? stand_ins.find(catalog, oid) : id;
    return owner == OidMap::absent ? no_id : owner;
  }
  /// Whether an extension owns it and its members are left out.
  [[nodiscard]] bool is_left_out(Oid catalog, Oid oid);
  [[nodiscard]] const Column* column(const Relation& relation, int number) const;
  [[nodiscard]] const Relation* relation(Oid oid) const noexcept;
  [[nodiscard]] Relation* relation(Oid oid) noexcept {
    return const_cast<Relation*>(std::as_const(*this).relation(oid));
  }
  void add(const Relation& relation);

  void set_owner(Id id, Oid owner);
  /// `acl` as aclitem[] in text, "" for NULL.
  void set_grants(Id id, GrantKind kind, Oid owner, std::string_view acl);

  /// Done when all rows, names and expressions are there, in this order.
  std::vector<std::function<void(Catalog&)>> later;

  std::unordered_map<Oid, std::string> schemas;
  std::unordered_map<Oid, std::string> roles;
  OidMap members;  ///< of extensions; the value indexes `extension_names`
  std::vector<std::string> extension_names;
  std::map<std::string, std::size_t> members_left_out;
  std::unordered_map<Oid, std::string> access_methods;
  std::unordered_map<Oid, std::string> tablespaces;
  std::unordered_map<Oid, std::string> collations;  ///< as SQL writes them
  std::vector<Relation> relations;
  std::vector<Column> columns;
  std::vector<PublishedTable> published_tables;
  OidMap objects;
  OidMap stand_ins;
  Id database = no_id;        ///< the object of that kind
  bool has_vanished = false;  ///< something was dropped between two rows: read again
  IndexFacts indexes;
  std::unordered_map<std::string, std::uint32_t> default_trees;  ///< to the place in default_users
  std::vector<std::vector<Id>> default_users;      ///< columns whose defaults are the same tree
  std::vector<std::pair<Id, Id>> sequence_owners;  ///< sequence, table of the column that owns it

 private:
  friend void read_names(Catalog& catalog);
  OidMap places_;  // of relations
  std::map<std::pair<Oid, std::int32_t>, TypeName> type_names_;
  std::unordered_map<Oid, std::string> relation_names_;
};

/// Which schemas the options ask for.
void read_wanted_schemas(Catalog& catalog);

/// What the first pass asked for by want_type and want_relation.
void read_names(Catalog& catalog);

/// The first pass of each part of the catalog. Order matters: schemas, roles, extension members and
/// relations come before what lies in them.
std::span<const Step> schema_steps();
std::span<const Step> name_steps();
std::span<const Step> relation_steps();
std::span<const Step> column_steps();
std::span<const Step> default_steps();
std::span<const Step> constraint_steps();
std::span<const Step> index_steps();
std::span<const Step> sequence_steps();
std::span<const Step> trigger_steps();
std::span<const Step> rule_steps();
std::span<const Step> type_steps();
std::span<const Step> function_steps();
std::span<const Step> operator_steps();
std::span<const Step> extension_steps();
std::span<const Step> role_steps();
std::span<const Step> database_steps();
std::span<const Step> language_steps();
std::span<const Step> text_search_steps();
std::span<const Step> collation_steps();
std::span<const Step> statistics_steps();
std::span<const Step> foreign_steps();
std::span<const Step> replication_steps();
std::span<const Step> privilege_steps();
std::span<const Step> system_grant_steps();
/// What others have remembered must be there.
std::span<const Step> comment_steps();
std::span<const Step> dependency_steps();

/// SchemaSource::digest, in the connection's snapshot.
std::string digest_of_rows(Connection& connection);

/// Types, collations and storage of all columns, which have to wait for the names of types.
void finish_columns(Catalog& catalog);
/// Tables in which migration tools keep what they did, told by their shape, and what hangs on them.
void leave_registries_out(Catalog& catalog);
/// Roles, extensions, settings of the database and the like, when schemas were asked for.
void leave_schemaless_out(Catalog& catalog);
/// `skip` with a kind.
void leave_skipped_out(Catalog& catalog);

}  // namespace plumbline::postgres
