/// Every expression of a tree, once, parents before their children.
#pragma once

#include "sql/analysis/tree.hpp"

namespace plumbline::sql::analysis {

/// `visit(const Expr&)`; gives up when it returns true. Sublinks' queries are not entered.
template <typename Visit>
bool walk(const Expr& expr, Visit&& visit) {
  if (visit(expr)) return true;
  if (expr.extra != nullptr && walk(*expr.extra, visit)) return true;
  for (const Expr* const arg : expr.args) {
    if (arg != nullptr && walk(*arg, visit)) return true;
  }
  if (expr.details != nullptr) {
    if (expr.details->filter != nullptr && walk(*expr.details->filter, visit)) return true;
    for (const SortItem& item : expr.details->order) {
      if (item.expr != nullptr && walk(*item.expr, visit)) return true;
    }
  }
  return false;
}

template <typename Visit>
bool walk_query(const QueryTree& tree, Visit&& visit);

/// As walk, with the queries of sublinks and their range tables.
template <typename Visit>
bool walk_deep(const Expr& expr, Visit&& visit) {
  return walk(expr, [&](const Expr& inner) {
    if (visit(inner)) return true;
    return inner.query != nullptr && walk_query(*inner.query, visit);
  });
}

template <typename Visit>
bool walk_query(const QueryTree& tree, Visit&& visit) {
  const auto one = [&](const Expr* expr) { return expr != nullptr && walk_deep(*expr, visit); };
  for (const Rte& rte : tree.rtable) {
    if (rte.query != nullptr && walk_query(*rte.query, visit)) return true;
    if (one(rte.condition) || one(rte.sample_repeatable)) return true;
    for (const Expr* const function : rte.functions) {
      if (one(function)) return true;
    }
    for (const std::vector<Expr*>& row : rte.values) {
      for (const Expr* const value : row) {
        if (one(value)) return true;
      }
    }
  }
  for (const Cte& cte : tree.ctes) {
    if (cte.query != nullptr && walk_query(*cte.query, visit)) return true;
  }
  for (const Target& target : tree.targets) {
    if (one(target.expr)) return true;
  }
  for (const Target& target : tree.returning) {
    if (one(target.expr)) return true;
  }
  for (const Window& window : tree.windows) {
    if (one(window.start_offset) || one(window.end_offset)) return true;
  }
  return one(tree.where) || one(tree.having) || one(tree.limit) || one(tree.offset);
}

/// equal() of equalfuncs.c, as far as expressions of one statement differ.
bool is_equal(const Expr* a, const Expr* b);

}  // namespace plumbline::sql::analysis
