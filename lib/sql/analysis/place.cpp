#include "sql/analysis/place.hpp"

namespace plumbline::sql::analysis {

ExprKind kind_of(Place place) noexcept {
  switch (place) {
    case Place::check:
      return ExprKind::check;
    case Place::domain_check:
      return ExprKind::domain_check;
    case Place::default_:
      return ExprKind::column_default;
    case Place::generated:
      return ExprKind::generated;
    case Place::index_expression:
      return ExprKind::index_expression;
    case Place::index_predicate:
      return ExprKind::index_predicate;
    case Place::statistics:
      return ExprKind::statistics;
    case Place::function_default:
      return ExprKind::function_default;
    case Place::using_type:
      return ExprKind::alter_column;
    case Place::partition_key:
      return ExprKind::partition_expression;
    case Place::partition_bound:
      return ExprKind::partition_bound;
    case Place::policy:
      return ExprKind::policy;
    case Place::trigger_when:
      return ExprKind::trigger_when;
    case Place::call_argument:
      return ExprKind::call_argument;
    case Place::publication_where:
      return ExprKind::publication_where;
  }
  return ExprKind::other;
}

std::string_view kind_name(ExprKind kind) noexcept {
  switch (kind) {
    case ExprKind::join_on:
      return "JOIN/ON";
    case ExprKind::join_using:
      return "JOIN/USING";
    case ExprKind::from_subselect:
      return "sub-SELECT in FROM";
    case ExprKind::from_function:
      return "function in FROM";
    case ExprKind::where:
    case ExprKind::copy_where:
    case ExprKind::publication_where:
      return "WHERE";
    case ExprKind::having:
      return "HAVING";
    case ExprKind::filter:
      return "FILTER";
    case ExprKind::window_partition:
      return "window PARTITION BY";
    case ExprKind::window_order:
      return "window ORDER BY";
    case ExprKind::window_frame_range:
      return "window RANGE";
    case ExprKind::window_frame_rows:
      return "window ROWS";
    case ExprKind::window_frame_groups:
      return "window GROUPS";
    case ExprKind::select_target:
      return "SELECT";
    case ExprKind::insert_target:
      return "INSERT";
    case ExprKind::update_source:
    case ExprKind::update_target:
      return "UPDATE";
    case ExprKind::merge_when:
      return "MERGE WHEN";
    case ExprKind::group_by:
      return "GROUP BY";
    case ExprKind::order_by:
      return "ORDER BY";
    case ExprKind::distinct_on:
      return "DISTINCT ON";
    case ExprKind::limit:
      return "LIMIT";
    case ExprKind::offset:
      return "OFFSET";
    case ExprKind::returning:
      return "RETURNING";
    case ExprKind::values:
    case ExprKind::values_single:
      return "VALUES";
    default:
      return plural_name(kind);
  }
}

std::string_view plural_name(ExprKind kind) noexcept {
  switch (kind) {
    case ExprKind::join_on:
    case ExprKind::join_using:
      return "JOIN conditions";
    case ExprKind::from_function:
      return "functions in FROM";
    case ExprKind::check:
    case ExprKind::domain_check:
      return "check constraints";
    case ExprKind::column_default:
    case ExprKind::function_default:
      return "DEFAULT expressions";
    case ExprKind::index_expression:
      return "index expressions";
    case ExprKind::index_predicate:
      return "index predicates";
    case ExprKind::statistics:
      return "statistics expressions";
    case ExprKind::alter_column:
      return "transform expressions";
    case ExprKind::execute_parameter:
      return "EXECUTE parameters";
    case ExprKind::trigger_when:
      return "trigger WHEN conditions";
    case ExprKind::policy:
      return "policy expressions";
    case ExprKind::partition_bound:
      return "partition bound";
    case ExprKind::partition_expression:
      return "partition key expressions";
    case ExprKind::call_argument:
      return "CALL arguments";
    case ExprKind::copy_where:
      return "COPY FROM WHERE conditions";
    case ExprKind::generated:
      return "column generation expressions";
    case ExprKind::merge_when:
      return "MERGE WHEN conditions";
    case ExprKind::window_partition:
    case ExprKind::window_order:
      return "window definitions";
    case ExprKind::none:
    case ExprKind::other:
      return "this place";
    default:
      return kind_name(kind);
  }
}

bool allows(ExprKind kind, Call call) noexcept {
  switch (kind) {
    case ExprKind::none:
    case ExprKind::other:
    case ExprKind::select_target:
    case ExprKind::order_by:
    case ExprKind::distinct_on:
      return true;
    case ExprKind::having:
    case ExprKind::from_subselect:
      return call == Call::aggregate;
    case ExprKind::window_partition:
    case ExprKind::window_order:
      return call != Call::window;
    case ExprKind::group_by:
    case ExprKind::from_function:
      return call == Call::set_returning;
    case ExprKind::values_single:
      return call == Call::set_returning;
    default:
      return false;
  }
}

std::string_view refuses_subquery(ExprKind kind) noexcept {
  switch (kind) {
    case ExprKind::check:
    case ExprKind::domain_check:
      return "check constraint";
    case ExprKind::column_default:
    case ExprKind::function_default:
      return "DEFAULT expression";
    case ExprKind::index_expression:
      return "index expression";
    case ExprKind::index_predicate:
      return "index predicate";
    case ExprKind::statistics:
      return "statistics expression";
    case ExprKind::alter_column:
      return "transform expression";
    case ExprKind::execute_parameter:
      return "EXECUTE parameter";
    case ExprKind::trigger_when:
      return "trigger WHEN condition";
    case ExprKind::partition_bound:
      return "partition bound";
    case ExprKind::partition_expression:
      return "partition key expression";
    case ExprKind::call_argument:
      return "CALL argument";
    case ExprKind::copy_where:
      return "COPY FROM WHERE condition";
    case ExprKind::generated:
      return "column generation expression";
    default:
      return {};
  }
}

}  // namespace plumbline::sql::analysis
