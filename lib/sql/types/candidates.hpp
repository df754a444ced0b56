/// What functions and operators have in common when one of several is meant: func_match_argtypes
/// and func_select_candidate of parse_func.c.
#pragma once

#include <span>

#include "sql/types/coercion.hpp"

namespace plumbline::sql {

/// One that might be meant, with its parameters spread over the arguments of the call.
struct Candidate {
  std::vector<TypeId> parameters;
  std::size_t source = 0;    ///< which function or operator: the caller's number
  std::size_t path = 0;      ///< in which schema of the search path
  std::size_t variadic = 0;  ///< arguments that its variadic parameter takes
  std::size_t defaults = 0;
  std::vector<std::size_t> places;  ///< named notation: parameter of each argument
  bool is_ambiguous = false;        ///< several are equally good at this
};

/// Those whose parameters the arguments can become by themselves.
std::vector<const Candidate*> matching(const TypeScope& scope, std::span<const TypeId> arguments,
                                       std::span<const Candidate> candidates);

/// The best of several that match; null when there is none better than the others.
const Candidate* best_candidate(const TypeScope& scope, std::span<const TypeId> arguments,
                                std::vector<const Candidate*> candidates);

}  // namespace plumbline::sql
