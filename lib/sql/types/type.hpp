/// Types as PostgreSQL's catalog has them, of the system and of the user, and how names of types
/// are looked up. Base of the whole folder. Source of the rules: lsyscache.c, parse_type.c,
/// format_type.c, namespace.c of PostgreSQL 12 to 18.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/node.hpp"
#include "sql/types/system_catalog.hpp"

namespace plumbline::sql {

inline constexpr TypeId first_user_type = 16384;
/// Set in the ids of a user type's multirange and of any user type's array.
inline constexpr TypeId array_bit = 0x80000000U;
inline constexpr TypeId multirange_bit = 0x40000000U;

/// Oids of pg_type.dat that the rules name.
namespace types {
inline constexpr TypeId none = 0, boolean = 16, bytea = 17, char_ = 18, name = 19, int8 = 20,
                        int2 = 21, int2vector = 22, int4 = 23, regproc = 24, text = 25, oid = 26,
                        tid = 27, xid = 28, cid = 29, oidvector = 30, json = 114, xml = 142,
                        pg_node_tree = 194, point = 600, lseg = 601, path = 602, box = 603,
                        polygon = 604, line = 628, float4 = 700, float8 = 701, unknown = 705,
                        circle = 718, money = 790, macaddr = 829, inet = 869, cidr = 650,
                        macaddr8 = 774, aclitem = 1033, bpchar = 1042, varchar = 1043, date = 1082,
                        time = 1083, timestamp = 1114, timestamptz = 1184, interval = 1186,
                        timetz = 1266, bit = 1560, varbit = 1562, numeric = 1700, refcursor = 1790,
                        regprocedure = 2202, regoper = 2203, regoperator = 2204, regclass = 2205,
                        regtype = 2206, regrole = 4096, regnamespace = 4089, record = 2249,
                        cstring = 2275, any = 2276, anyarray = 2277, void_ = 2278, trigger = 2279,
                        language_handler = 2280, internal = 2281, anyelement = 2283,
                        record_array = 2287, anynonarray = 2776, uuid = 2950, pg_lsn = 3220,
                        anyenum = 3500, tsvector = 3614, tsquery = 3615, regconfig = 3734,
                        regdictionary = 3769, jsonb = 3802, anyrange = 3831, event_trigger = 3838,
                        int4range = 3904, jsonpath = 4072, regcollation = 4191,
                        anymultirange = 4537, anycompatible = 5077, anycompatiblearray = 5078,
                        anycompatiblenonarray = 5079, anycompatiblerange = 5080,
                        anycompatiblemultirange = 4538, int4_array = 1007, text_array = 1009,
                        pg_ddl_command = 32, fdw_handler = 3115, index_am_handler = 325,
                        table_am_handler = 269, tsm_handler = 3310;
}  // namespace types

/// A type with its modifier, as a column or a cast has it.
struct TypeRef {
  TypeId id = 0;
  std::int32_t typmod = -1;  ///< as pg_attribute.atttypmod

  bool operator==(const TypeRef&) const = default;
};

/// A row of pg_type. Views are into the system's tables or into what the `TypeSource` keeps.
struct TypeInfo {
  TypeId id = 0;
  std::string_view schema;
  std::string_view name;  ///< of an array that of its element: it is never printed
  char kind = 'b';        ///< typtype: b base, c composite, d domain, e enum, p pseudo, r range, m
  char category = 'U';
  bool preferred = false;
  bool collatable = false;
  bool takes_typmod = false;
  bool is_array = false;         ///< a true array: int4[], also int2vector; not point, not name
  bool defined = true;           ///< false: a shell
  char input_volatility = 's';   ///< of its input function; literals are read at once, so of casts
  char output_volatility = 's';  ///< of its output function
  TypeId array = 0;              ///< typarray
  TypeId element = 0;            ///< typelem
  TypeRef base = {};             ///< of a domain
  bool not_null = false;         ///< of a domain: it refuses NULL itself
  TypeId subtype = 0;            ///< of a range, of a multirange its range's
  TypeId range = 0;              ///< of a multirange
  TypeId multirange = 0;         ///< of a range
  bool is_relation = false;      ///< the row type of a table, view …, not one of CREATE TYPE
};

/// A row of pg_proc.
struct FunctionInfo {
  std::uint64_t id = 0;  ///< of a user's function as its `TypeSource` wants; 0 of the system's
  std::string_view schema;
  std::string_view name;
  char kind = 'f';  ///< f function, p procedure, a aggregate, o ordered-set, h hypothetical, w
  char volatility = 'v';  ///< i s v
  bool strict = false;
  bool returns_set = false;
  bool variadic = false;                ///< the last argument is VARIADIC
  std::vector<TypeId> arguments;        ///< inputs: IN, INOUT, VARIADIC (its array type)
  std::vector<std::string_view> names;  ///< of `arguments`; empty when none has one
  std::uint16_t defaults = 0;           ///< how many of the last arguments have one
  std::uint16_t direct = 0;             ///< of an ordered-set aggregate: aggnumdirectargs
  TypeId result = 0;
  std::vector<TypeId> outputs;  ///< OUT, INOUT, TABLE: the columns of the result
  std::vector<std::string_view> output_names;
  /// For CALL since 14 and for ROUTINE look-ups: all arguments in order are inputs and outputs.
  std::vector<TypeId> all_arguments;  ///< empty when `arguments` is all
  std::string_view extension;
};

/// A row of pg_operator.
struct OperatorInfo {
  std::uint64_t id = 0;
  std::string_view schema;
  std::string_view name;
  TypeId left = 0;   ///< 0: a prefix operator
  TypeId right = 0;  ///< 0: a postfix operator (before 14)
  TypeId result = 0;
  std::string_view function_schema = "pg_catalog";
  std::string_view function;  ///< "": only a shell
  char volatility = 'i';      ///< of its function
  bool strict = true;
  bool returns_set = false;
  bool merges = false, hashes = false;
  std::string_view commutator, negator;
};

/// A row of pg_cast.
struct CastInfo {
  char context = 'e';     ///< castcontext: e explicit, a assignment, i implicit
  char method = 'f';      ///< f function, i inout, b binary
  char volatility = 'i';  ///< of its function
  std::string_view function;
};

/// A row of pg_opclass.
struct OperatorClassInfo {
  std::string_view schema, name, family;
  TypeId type = 0, key_type = 0;
  bool is_default = false;
  std::string_view extension;
};

/// A column of a composite type or of a relation's row.
struct AttributeInfo {
  std::string_view name;
  TypeRef type;
};

/// What users have made, as far as names, types and calls need it. The simulator's catalog
/// implements it. All views stay valid until the catalog changes.
class TypeSource {
 public:
  virtual ~TypeSource() = default;

  virtual bool has_schema(std::string_view schema) const = 0;
  /// A type of CREATE TYPE or CREATE DOMAIN, or the row type of a relation; 0 when there is none.
  /// Not asked for arrays (`_x`) nor multiranges.
  virtual TypeId find_type(std::string_view schema, std::string_view name) const = 0;
  /// REQUIRES: an id that `find_type` has given. `array` and `multirange` are not read.
  virtual TypeInfo type(TypeId id) const = 0;
  /// The range whose multirange has this name; 0 when there is none.
  virtual TypeId find_multirange(std::string_view, std::string_view) const { return 0; }
  virtual std::string_view multirange_name(TypeId) const { return {}; }
  /// The columns of a composite type, in order.
  virtual std::vector<AttributeInfo> attributes(TypeId) const { return {}; }
  /// Whether a label of that enum.
  virtual bool has_label(TypeId, std::string_view) const { return false; }
  /// Whether rows of one table are rows of the other: INHERITS, partitions, OF TYPE.
  virtual bool inherits(TypeId, TypeId) const { return false; }

  virtual void functions(std::string_view, std::string_view, std::vector<FunctionInfo>&) const {}
  virtual void operators(std::string_view, std::string_view, std::vector<OperatorInfo>&) const {}
  virtual std::optional<CastInfo> find_cast(TypeId, TypeId) const { return std::nullopt; }
  /// Operator classes of an index method.
  virtual void classes(std::string_view, std::vector<OperatorClassInfo>&) const {}
  /// Of a user's family of that method its operator for (left, right, strategy); "" for none.
  virtual std::string_view family_operator(std::string_view, std::string_view, TypeId, TypeId,
                                           int) const {
    return {};
  }
  /// Whether a table, view, index, sequence … is called so: for 'x'::regclass.
  virtual bool has_relation(std::string_view, std::string_view) const { unknown_relation(); }
  /// The schema in which an installed extension is; nothing when it is not installed. Members of
  /// extensions that ship are known here and need not be given by the functions above.
  virtual std::optional<std::string_view> extension_schema(std::string_view) const {
    return std::nullopt;
  }

 private:
  [[noreturn]] static void unknown_relation();  ///< throws Unknown
};

/// Where names are looked up. Cheap to keep, made anew when search_path or the schemas change.
struct TypeScope {
  int version = 15;  ///< major
  const TypeSource* source = nullptr;
  /// As `current_schemas(true)`: existing schemas, pg_catalog among them, pg_temp left out.
  std::vector<std::string> path = {"pg_catalog"};
  /// Where temporary relations' types are, "" when there are none; searched first.
  std::string temporary_schema;
};

/// REQUIRES: an id of this scope; else throws Unknown.
TypeInfo type_info(const TypeScope& scope, TypeId id);

/// In one schema; 0 when there is none. Also array types by their own name (`_int4`).
TypeId find_type_in(const TypeScope& scope, std::string_view schema, std::string_view name);
/// Over the search path.
TypeId find_type(const TypeScope& scope, std::string_view name);

/// The domain's base, through domains over domains; any other type itself.
TypeRef base_type(const TypeScope& scope, TypeRef type);
TypeId base_type(const TypeScope& scope, TypeId type);
/// get_element_type(): of a true array its element, else 0.
TypeId element_type(const TypeScope& scope, TypeId array);
/// get_array_type(); 0 when it has none.
TypeId array_type(const TypeScope& scope, TypeId element);
bool is_polymorphic(TypeId type) noexcept;
/// Composite, or a domain over one.
bool is_complex(const TypeScope& scope, TypeId type);
/// The columns of a composite type, of the system's row types too.
std::vector<AttributeInfo> composite_attributes(const TypeScope& scope, TypeId type);

/// The list of String nodes that names an object. Throws 42601; Unknown for `database.schema.x`.
struct QualifiedName {
  std::string_view schema;  ///< "" when it is not qualified
  std::string_view name;
};
QualifiedName qualified_name(Node names);
/// Throws 3F000 `schema "x" does not exist`.
void require_schema(const TypeScope& scope, std::string_view schema);
bool schema_exists(const TypeScope& scope, std::string_view schema);

}  // namespace plumbline::sql
