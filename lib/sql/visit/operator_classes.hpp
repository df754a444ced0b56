/// Operator classes of index columns and of partition keys, and the operators of their families.
/// Rules: GetDefaultOpClass and ResolveOpClass (commands/indexcmds.c), IsBinaryCoercible
/// (parser/parse_coerce.c).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sql/analysis/catalog_types.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

struct OperatorClass {
  std::string text;  ///< as SQL prints it: `text_pattern_ops`, `public.gin_trgm_ops`
  std::string family;
  std::string method;
  TypeId type = 0;  ///< what it takes
  bool is_default = false;
  Id id = Catalog::none;         ///< of a user's own
  Id extension = Catalog::none;  ///< that brings it
};

/// The type's default one; nothing when it has none.
std::optional<OperatorClass> default_operator_class(const Session& session,
                                                    const CatalogTypes& types, TypeId type,
                                                    std::string_view method);

/// The one that `names` (a list of String nodes, or nothing) means for a column of that type. Fails
/// with 42704, 42804, 3F000.
OperatorClass resolve_operator_class(const Session& session, const CatalogTypes& types,
                                     const Node& names, TypeId type, std::string_view method);

/// IsBinaryCoercible.
bool is_binary_coercible(const CatalogTypes& types, TypeId source, TypeId target);

/// Whether an operator of that name is in the class's family, over the type that it takes.
bool is_exclusion_operator(const Session& session, const OperatorClass& of, std::string_view name);

/// Whether the family has an equality operator over the two types. Nothing when nobody can tell.
std::optional<bool> has_equality(const Session& session, const OperatorClass& of, TypeId left,
                                 TypeId right);

}  // namespace plumbline::sql
