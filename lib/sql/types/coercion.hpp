/// Which types become which, by themselves or by a cast. As parse_coerce.c does it.
#pragma once

#include <span>

#include "sql/types/type.hpp"

namespace plumbline::sql {

/// In the order of what is allowed.
enum class CoercionContext : std::uint8_t { implicit, assignment, explicit_ };

enum class CoercionPath : std::uint8_t {
  none,      ///< there is no way
  function,  ///< a function of pg_cast
  relabel,   ///< binary-coercible; a domain and its base
  array,     ///< element by element
  io,        ///< through text: the output function of one, the input function of the other
};

struct Coercion {
  CoercionPath path = CoercionPath::none;
  std::string_view function;  ///< of pg_cast
  char volatility = 'i';

  explicit operator bool() const noexcept { return path != CoercionPath::none; }
};

/// find_coercion_pathway(). Of domains their bases are looked at. An untyped literal is no matter
/// of this: it becomes anything by its input function.
Coercion find_coercion(const TypeScope& scope, TypeId target, TypeId source,
                       CoercionContext context);

/// can_coerce_type(): as many of the one as of the other, `types::unknown` for untyped literals.
bool can_coerce(const TypeScope& scope, std::span<const TypeId> inputs,
                std::span<const TypeId> targets, CoercionContext context);
bool can_coerce(const TypeScope& scope, TypeId input, TypeId target, CoercionContext context);

/// IsBinaryCoercible().
bool is_binary_coercible(const TypeScope& scope, TypeId source, TypeId target);

/// TypeCategory() and IsPreferredType().
char type_category(const TypeScope& scope, TypeId type);
bool is_preferred(const TypeScope& scope, char category, TypeId type);

/// select_common_type() for UNION, CASE, ARRAY, VALUES, COALESCE, IN …: 42804 `CASE types integer
/// and text cannot be matched` with `construct` "CASE"; 0 instead when `construct` is empty. Text
/// when all are unknown. The caller still has to coerce each one to it.
TypeId common_type(const TypeScope& scope, std::span<const TypeId> inputs,
                   std::string_view construct);
/// verify_common_type(): every one can be coerced to it by itself.
bool all_become(const TypeScope& scope, std::span<const TypeId> inputs, TypeId common);

/// check_generic_type_consistency(): whether arguments fit to polymorphic parameters together.
bool polymorphic_types_agree(const TypeScope& scope, std::span<const TypeId> actual,
                             std::span<const TypeId> declared);
/// What polymorphic types stand for in one call; 0 for what nothing says.
struct PolymorphicTypes {
  TypeId element = 0, array = 0, range = 0, multirange = 0;
  TypeId compatible = 0, compatible_array = 0, compatible_range = 0, compatible_multirange = 0;
};
/// enforce_generic_type_consistency(): makes `declared` what the arguments are coerced to, and
/// returns the type of the result. Throws 42804, 42704.
TypeId settle_polymorphic_types(const TypeScope& scope, std::span<const TypeId> actual,
                                std::span<TypeId> declared, TypeId result,
                                PolymorphicTypes* found = nullptr);
/// A column of a polymorphic function's result.
TypeId replace_polymorphic(const TypeScope& scope, TypeId declared, const PolymorphicTypes& found);

}  // namespace plumbline::sql
