/// Names of types: from a statement's tree, from the text of a property, and back. As parse_type.c
/// and format_type.c do it.
#pragma once

#include "sql/types/type.hpp"

namespace plumbline::sql {

/// A TypeName node: looks it up over the search path and checks its modifiers. SETOF and a
/// `%TYPE` are the caller's. Throws Failure: 42704 no such type or only a shell, 3F000, 22023,
/// 42601 modifiers. REQUIRES: not `serial` and the like.
TypeRef resolve_type_name(const TypeScope& scope, Node type_name);
/// The same without an error: nothing where there is no such type (also a shell unless
/// `shells_too`); schemas that are missing count as "no such type".
std::optional<TypeRef> try_type_name(const TypeScope& scope, Node type_name,
                                     bool shells_too = false);
/// As TypeNameToString: "public.mood", "foo[]".
std::string type_name_text(Node type_name);

/// As format_type with its modifier and search_path = pg_catalog: `integer`, `timestamp(3) with
/// time zone`, `public.mood[]`. The form of schema.md.
std::string format_type(const TypeScope& scope, TypeRef type);
/// As format_type_be, which messages have: no modifier, qualified only where the path does not
/// find it.
std::string display_type(const TypeScope& scope, TypeId type);
std::string display_type(const TypeScope& scope, TypeRef type);

/// A text that `format_type` has made; nothing when there is no such type.
std::optional<TypeRef> parse_type(const TypeScope& scope, std::string_view text);

}  // namespace plumbline::sql
