/// Names in pg_type as visitors of types, functions and the like need them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/effects.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

/// 42710 `type "x" already exists` when a type, a row type or a multirange of that name is there.
/// Array types make room by themselves. Gives the shell type of that name, which a new one fills.
Id require_free_type_name(const Session& session, Id schema, std::string_view own);
/// The new type, in place of `shell` when there is one (TypeCreate): 42501 when it is another's.
Id make_type(Session& session, ObjectKind kind, Id schema, std::string_view own, Id shell);

/// Without modifiers, as format_type prints it for arguments: `character varying(20)` →
/// `character varying`.
std::string without_modifier(std::string_view type);

/// makeMultirangeTypeName.
std::string multirange_name(std::string_view range);

/// A TypeName as the catalog would spell it, told from its text alone: for `describe`.
std::string described_type(const Node& type_name, const EffectsOf& effects);
/// "public.f(integer, text)" of names and types, or of FunctionParameter nodes: inputs only.
std::string described_function(const Node& names, const Node& arguments, const EffectsOf& effects);

/// 42501 `permission denied for type x`.
void require_type_usage(const Session& session, const std::vector<Id>& types);

}  // namespace plumbline::sql
