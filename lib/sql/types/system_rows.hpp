/// The rows of the generated tables (cmake/system_catalog.py). Names are offsets into one text of
/// all names, each ending with NUL. `extension` 0 = the system itself. Used by system_catalog.cpp
/// and what looks things up.
#pragma once

#include <cstdint>

#include "sql/types/system_catalog.hpp"

namespace plumbline::sql::system_rows {

/// Versions 12 + the lower four bits to 12 + the upper four.
struct Versions {
  std::uint8_t bits;
  [[nodiscard]] constexpr bool has(int version) const noexcept {
    const int first = 12 + (bits & 15);
    const int last = 12 + (bits >> 4);
    // What is newer than the newest one known is taken for that one.
    const int asked = version > newest_known_version ? newest_known_version : version;
    return first <= asked && asked <= last;
  }
};

enum TypeFlag : std::uint8_t {
  type_preferred = 1,
  type_collatable = 2,
  type_takes_typmod = 4,
  type_is_array = 8,
  type_not_null = 16,
  type_is_cstring = 32,
  type_input_not_immutable = 64,
  type_output_not_immutable = 128
};

struct Type {
  std::uint32_t name;
  std::uint16_t id, array, element;
  std::uint16_t related;  // of a domain its base, of a range its subtype
  std::uint16_t second;   // of a range its multirange, of a multirange its range
  std::int32_t typmod;    // of a domain
  char category, kind;
  std::uint8_t flags;
  std::uint8_t in_information_schema;
  std::uint32_t relation;  // whose row type it is: an offset of the name
  std::uint8_t extension;
  Versions versions;
};

enum FunctionFlag : std::uint8_t {
  function_returns_set = 1,
  function_strict = 2,
  function_variadic = 4,
  function_input_names = 8,
  function_output_names = 16,
  function_stable = 32,
  function_volatile = 64
};

struct Function {
  std::uint32_t name;
  std::uint16_t types;  // into the lists: inputs, then outputs
  std::uint16_t names;  // the same of names, of those that the flags say
  std::uint16_t result;
  std::uint8_t inputs, outputs, defaults, direct;
  char kind;  // f p a o h w
  std::uint8_t flags;
  std::uint8_t extension;
  Versions versions;
};

enum OperatorFlag : std::uint8_t {
  operator_merges = 1,
  operator_hashes = 2,
  operator_strict = 4,
  operator_returns_set = 8,
  operator_stable = 32,
  operator_volatile = 64
};

struct Operator {
  std::uint32_t name;
  std::uint16_t left, right, result;
  std::uint32_t function, commutator, negator;
  std::uint8_t flags;
  std::uint8_t extension;
  Versions versions;
};

struct Cast {
  std::uint16_t source, target;
  std::uint32_t function;
  char context, method, volatility;
  std::uint8_t extension;
  Versions versions;
};

struct OperatorClass {
  std::uint32_t method, name, family;
  std::uint16_t type, key_type;
  std::uint8_t is_default;
  std::uint8_t extension;
  Versions versions;
};

struct ClassMember {
  std::uint32_t method, family, operator_name;
  std::uint16_t left, right;
  std::uint8_t strategy;
  char purpose;
  std::uint8_t extension;
  Versions versions;
};

struct Relation {
  std::uint32_t name;
  std::uint16_t first_column;
  std::uint8_t columns;
  std::uint8_t schema;  // 0 pg_catalog, 1 information_schema, 2 the extension's
  char kind;
  std::uint8_t extension;
  Versions versions;
};

struct Column {
  std::uint32_t name;
  std::uint16_t type;
  std::uint8_t not_null;
  Versions versions;
};

struct Named {
  NameKind kind;
  std::uint32_t name;
  std::uint8_t extension;
  Versions versions;
};

struct Method {
  std::uint32_t name;
  char kind;
  std::uint8_t can;
  std::uint8_t extension;
  Versions versions;
};

struct Extension {
  std::uint32_t name, version, schema, needs;
  std::uint8_t extension;
  std::uint8_t flags;  // superuser 1, relocatable 2, trusted 4
  Versions versions;
};

}  // namespace plumbline::sql::system_rows
