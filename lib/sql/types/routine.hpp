/// Which function, procedure or aggregate a call means. As FuncnameGetCandidates of namespace.c and
/// func_get_detail, func_select_candidate, ParseFuncOrColumn of parse_func.c do it.
#pragma once

#include <span>

#include "sql/types/coercion.hpp"

namespace plumbline::sql {

/// A call as parse analysis has it once its arguments have types.
struct CallForm {
  std::string_view schema;  ///< "" when it is not qualified
  std::string_view name;
  std::vector<TypeId> arguments;  ///< `types::unknown` for untyped literals, WITHIN GROUP's too
  std::vector<std::string_view> names;  ///< of the last arguments, where they are given by name
  bool first_is_literal = false;        ///< the first argument is an untyped constant
  bool is_variadic = false;             ///< VARIADIC before the last one
  bool is_call = false;                 ///< CALL
  bool has_star = false;
  bool has_distinct = false;
  bool has_filter = false;
  bool has_over = false;
  bool has_within_group = false;
  std::size_t ordered_by = 0;  ///< expressions of ORDER BY in the brackets or of WITHIN GROUP
};

enum class CallMeans : std::uint8_t { routine, coercion, nothing };

struct ResolvedCall {
  CallMeans means = CallMeans::nothing;
  FunctionInfo function;
  /// Coercion: the target. Else its result, polymorphic types settled.
  TypeId result = 0;
  std::vector<TypeId> outputs;  ///< as `function.outputs`, polymorphic types settled
  /// What each argument of the call is coerced to, in the order of the call.
  std::vector<TypeId> targets;
  /// Of each argument of the call its parameter: 0 … Only with names not simply 0, 1, 2 …
  std::vector<std::size_t> places;
  std::size_t defaults_used = 0;
  /// How many of the last arguments become one VARIADIC array; 0 when none do.
  std::size_t variadic_count = 0;
};

/// Throws Failure: 42883, 42725, 42809, 42804 … with the server's message. Means nothing when
/// there is no such function and the call may be a column's projection (`f(row)`): then the caller
/// looks for the column and calls `no_such_function`.
ResolvedCall resolve_call(const TypeScope& scope, const CallForm& call);
/// 42883 `function f(integer) does not exist`.
[[noreturn]] void no_such_function(const TypeScope& scope, const CallForm& call);
/// "f(integer, b => text)".
std::string signature(const TypeScope& scope, const CallForm& call);

/// All routines of that name in one schema.
std::vector<FunctionInfo> functions_in(const TypeScope& scope, std::string_view schema,
                                       std::string_view name);
/// The routine with exactly these input types, as DROP FUNCTION and others name one
/// (LookupFuncName): over the path when `schema` is "". 3F000 for a missing schema.
std::optional<FunctionInfo> find_function(const TypeScope& scope, std::string_view schema,
                                          std::string_view name, std::span<const TypeId> arguments);

}  // namespace plumbline::sql
