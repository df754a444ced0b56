/// Functions that other objects are made of, by exact argument types, of users as of the system.
/// Rules: LookupFuncName (parser/parse_func.c).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/session.hpp"
#include "sql/types/type.hpp"

namespace plumbline::sql {

struct KnownFunction {
  Id id = Catalog::none;  ///< of a user's
  std::string name;       ///< as regproc prints it: "public.f", "int4pl"
  std::string
      signature;  ///< as regprocedure: "public.f(text, integer)", "int4pl(integer, integer)"
  std::vector<TypeId> arguments;
  TypeId result = 0;
  bool returns_set = false;
  bool is_strict = false;
  char volatility = 'v';
  char kind = 'f';
};

/// Nothing when there is none with exactly these arguments. 3F000 for a missing schema.
std::optional<KnownFunction> find_function(const Session& session,
                                           const std::vector<std::string>& names,
                                           const std::vector<TypeId>& arguments);
/// 42883 `function f(integer) does not exist`.
KnownFunction require_function(const Session& session, const std::vector<std::string>& names,
                               const std::vector<TypeId>& arguments);
/// "f(integer, text)" for messages.
std::string function_text(const Session& session, const std::vector<std::string>& names,
                          const std::vector<TypeId>& arguments);
/// 42723 when an extension brought such a function to that schema.
void require_no_member_function(const Session& session, Id schema, std::string_view own,
                                const std::vector<TypeId>& arguments);

/// 42501 `permission denied for function x`, unless everybody may call it.
void require_execute(const Session& session, const KnownFunction& function);

}  // namespace plumbline::sql
