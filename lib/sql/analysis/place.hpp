/// ParseExprKind of parse_node.h: where an expression stands, and what that forbids.
#pragma once

#include <cstdint>
#include <string_view>

#include "sql/analysis/expression.hpp"

namespace plumbline::sql::analysis {

enum class ExprKind : std::uint8_t {
  none,
  join_on,
  join_using,
  from_subselect,
  from_function,
  where,
  having,
  filter,
  window_partition,
  window_order,
  window_frame_range,
  window_frame_rows,
  window_frame_groups,
  select_target,
  insert_target,
  update_source,
  update_target,
  merge_when,
  group_by,
  order_by,
  distinct_on,
  limit,
  offset,
  returning,
  values,
  values_single,
  check,
  domain_check,
  column_default,
  function_default,
  index_expression,
  index_predicate,
  statistics,
  alter_column,
  execute_parameter,
  trigger_when,
  policy,
  partition_bound,
  partition_expression,
  call_argument,
  copy_where,
  generated,
  publication_where,
  other,
};

ExprKind kind_of(Place place) noexcept;
/// ParseExprKindName: "WHERE", "JOIN/ON".
std::string_view kind_name(ExprKind kind) noexcept;
/// What aggregates, window functions and set-returning functions "are not allowed in": "check
/// constraints"; for the others the kind's name.
std::string_view plural_name(ExprKind kind) noexcept;

enum class Call : std::uint8_t { aggregate, window, set_returning };
bool allows(ExprKind kind, Call call) noexcept;
/// "" when a subquery may stand there, else what it "cannot" be used in: "check constraint".
std::string_view refuses_subquery(ExprKind kind) noexcept;

}  // namespace plumbline::sql::analysis
