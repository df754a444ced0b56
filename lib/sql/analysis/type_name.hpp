/// Names of types as visitors need them: resolved and in the catalog's own spelling.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/session.hpp"

namespace plumbline::sql {

struct TypeUse {
  std::string text;        ///< as schema.md writes types: "character varying(20)", "public.mood[]"
  std::string collation;   ///< the type's own: "default", "" when it has none
  std::vector<Id> needs;   ///< the user type it means
  bool is_pseudo = false;  ///< "void", "trigger", "anyelement", "record" …
  bool is_set = false;     ///< SETOF
  bool is_shell = false;
};

/// Fails with 42704 `type "x" does not exist`, 3F000, 42601 or 22023 for bad modifiers.
/// Throws Unknown where it is not sure. serial, smallserial and bigserial are not types here.
TypeUse resolve_type(Session& session, const Node& type_name);

/// "smallint", "integer", "bigint" for serial2, serial4, serial8 and their spellings; else "".
std::string_view serial_type(const Node& type_name);

}  // namespace plumbline::sql
