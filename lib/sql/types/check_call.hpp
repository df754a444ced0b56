/// Whether a call has the form that its routine wants: as ParseFuncOrColumn of parse_func.c asks.
#pragma once

#include "sql/types/routine.hpp"

namespace plumbline::sql {

/// Before arguments are looked at: procedures only by CALL, OVER and WITHIN GROUP where they
/// belong. Throws 42809, 0A000, 42883. `variadic`: arguments that the variadic parameter takes.
void check_kind(const TypeScope& scope, const CallForm& call, const FunctionInfo& function,
                std::size_t variadic);
/// The same for a call that is a cast.
void check_is_no_routine(const TypeScope& scope, const CallForm& call);
/// What is asked at last: `count()`, DISTINCT and ORDER BY within OVER.
void check_form(const CallForm& call, const FunctionInfo& function);

}  // namespace plumbline::sql
