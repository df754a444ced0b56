#include "sql/types/check_call.hpp"

#include "core/format.hpp"
#include "sql/failure.hpp"

namespace plumbline::sql {

namespace {

std::string written(const CallForm& call) {
  return call.schema.empty() ? std::string(call.name)
                             : core::format("{}.{}", call.schema, call.name);
}

void refuse_aggregate_words(const CallForm& call) {
  const std::string name = written(call);
  const auto specified = [&](std::string_view words) {
    fail("42809", core::format("{} specified, but {} is not an aggregate function", words, name));
  };
  if (call.has_star) specified(core::format("{}(*)", name));
  if (call.has_distinct) specified("DISTINCT");
  if (call.has_within_group) specified("WITHIN GROUP");
  if (call.ordered_by != 0) specified("ORDER BY");
  if (call.has_filter) specified("FILTER");
  if (call.has_over) {
    fail("42809",
         core::format("OVER specified, but {} is not a window function nor an aggregate function",
                      name));
  }
}

void check_ordered_set(const TypeScope& scope, const CallForm& call, const FunctionInfo& function,
                       std::size_t variadic) {
  const std::string name = written(call);
  if (!call.has_within_group) {
    fail("42809", core::format("WITHIN GROUP is required for ordered-set aggregate {}", name));
  }
  if (call.has_over) {
    fail("0A000", core::format("OVER is not supported for ordered-set aggregate {}", name));
  }
  const std::size_t given = call.arguments.size();
  const std::size_t direct = given - call.ordered_by;
  if (!function.variadic || variadic == 0) {
    if (direct != function.direct) no_such_function(scope, call);
    return;
  }
  const std::size_t parameters = variadic > 1 ? given - (variadic - 1) : given;
  if (function.direct < parameters) {
    if (direct != function.direct) no_such_function(scope, call);
  } else if (function.kind == 'h') {
    if (variadic != 2 * call.ordered_by) no_such_function(scope, call);
  } else if (variadic <= call.ordered_by) {
    no_such_function(scope, call);
  }
}

}  // namespace

void check_is_no_routine(const TypeScope& scope, const CallForm& call) {
  if (call.is_call) {
    fail("42809", core::format("{} is not a procedure", signature(scope, call)));
  }
  refuse_aggregate_words(call);
}

void check_kind(const TypeScope& scope, const CallForm& call, const FunctionInfo& function,
                std::size_t variadic) {
  if (call.is_call && function.kind != 'p') {
    fail("42809", core::format("{} is not a procedure", signature(scope, call)));
  }
  if (!call.is_call && function.kind == 'p') {
    fail("42809", core::format("{} is a procedure", signature(scope, call)));
  }
  switch (function.kind) {
    case 'f':
    case 'p':
      refuse_aggregate_words(call);
      return;
    case 'o':
    case 'h':
      check_ordered_set(scope, call, function, variadic);
      return;
    case 'a':
      if (call.has_within_group) {
        fail("42809",
             core::format("{} is not an ordered-set aggregate, so it cannot have WITHIN GROUP",
                          written(call)));
      }
      return;
    default:
      if (!call.has_over) {
        fail("42809", core::format("window function {} requires an OVER clause", written(call)));
      }
      if (call.has_within_group) {
        fail("42809", core::format("window function {} cannot have WITHIN GROUP", written(call)));
      }
  }
}

void check_form(const CallForm& call, const FunctionInfo& function) {
  if (function.kind == 'f' || function.kind == 'p') return;
  const bool is_aggregate = function.kind != 'w';
  const bool lacks_star = is_aggregate && call.arguments.empty() && !call.has_star;
  const auto needs_star = [&] {
    fail("42809", core::format("{}(*) must be used to call a parameterless aggregate function",
                               written(call)));
  };
  if (is_aggregate && !call.has_over) {
    if (lacks_star && !call.has_within_group) needs_star();
    if (!call.names.empty()) fail("0A000", "aggregates cannot use named arguments");
    return;
  }
  if (call.has_distinct) fail("0A000", "DISTINCT is not implemented for window functions");
  if (lacks_star) needs_star();
  if (call.ordered_by != 0) {
    fail("0A000", "aggregate ORDER BY is not implemented for window functions");
  }
  if (!is_aggregate && call.has_filter) {
    fail("0A000", "FILTER is not implemented for non-aggregate window functions");
  }
}

}  // namespace plumbline::sql
