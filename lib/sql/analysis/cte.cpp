/// WITH: parse_cte.c.
#include <algorithm>

#include "sql/analysis/analyzer.hpp"

namespace plumbline::sql::analysis {

void Analyzer::with_clause(State& state, const Node& clause) {
  if (!clause) return;
  const Node list = clause["ctes"];
  QueryTree& query = *state.query;
  query.ctes.reserve(list.size());
  query.is_recursive = clause.flag("recursive");
  std::vector<std::string> all;
  for (const Node node : list) {
    const std::string name(node.text("ctename"));
    if (std::find(all.begin(), all.end(), name) != all.end()) {
      fail("42712", "WITH query name \"" + name + "\" specified more than once");
    }
    all.push_back(name);
    if (!node["ctequery"].is_a("SelectStmt") && state.parent != nullptr) {
      fail("0A000", "WITH clause containing a data-modifying statement must be at the top level");
    }
  }
  std::size_t i = 0;
  for (const Node node : list) {
    if (query.is_recursive) {
      state.future_ctes.assign(all.begin() + static_cast<std::ptrdiff_t>(i) + 1, all.end());
    }
    common_table(state, node);
    ++i;
  }
  state.future_ctes.clear();
}

void Analyzer::common_table(State& state, const Node& node) {
  QueryTree& query = *state.query;
  Cte& cte = query.ctes.emplace_back();
  cte.name = std::string(node.text("ctename"));
  for (const Node column : node["aliascolnames"]) cte.columns.emplace_back(column.as_text());
  const std::string_view materialized = node.text("ctematerialized");
  cte.materialized = materialized == "CTEMaterializeAlways"  ? 1
                     : materialized == "CTEMaterializeNever" ? 2
                                                             : 0;
  if (node["search_clause"] || node["cycle_clause"]) {
    unknown("SEARCH and CYCLE are not followed");
  }
  const Node statement = node["ctequery"];
  if (!statement.is_a("SelectStmt")) query.has_modifying_cte = true;
  const bool may_recurse = query.is_recursive && statement.text("op") == "SETOP_UNION";
  cte.is_open = query.is_recursive;
  if (query.is_recursive) state.ctes.push_back(&cte);
  QueryTree* const tree = select(statement, &state, may_recurse ? &cte : nullptr);
  cte.query = tree;
  cte.is_open = false;
  if (!cte.is_self_referenced || cte.result.empty()) name_columns(cte, columns_of(*tree));
  if (cte.is_self_referenced) check_recursive(cte, *tree);
  if (!query.is_recursive) state.ctes.push_back(&cte);
}

/// analyzeCTETargetList.
void Analyzer::name_columns(Cte& cte, std::vector<Column> columns) {
  if (cte.columns.size() > columns.size()) {
    fail("42P10", "WITH query \"" + cte.name + "\" has " + std::to_string(columns.size()) +
                      " columns available but " + std::to_string(cte.columns.size()) +
                      " columns specified");
  }
  for (std::size_t i = 0; i < cte.columns.size(); ++i) columns[i].name = cte.columns[i];
  for (Column& column : columns) {
    column.name = arena.keep(std::string(column.name));
    column.id = Catalog::none;
    if (column.type == types::unknown) {
      column.type = types::text;
      column.collation = "default";
    }
  }
  cte.result = std::move(columns);
}

/// determineRecursiveColTypes: what the first half gives is what the second one sees.
void Analyzer::settle_recursive(Cte& cte, State& state, const SetNode& left) {
  const SetNode* first = &left;
  while (first->op != SetOp::none) first = first->left;
  std::vector<Column> columns = left.columns;
  const std::vector<Column> names =
      columns_of(*state.query->rtable[static_cast<std::size_t>(first->rte)].query);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i].name = names[i].name;
    if (columns[i].type == types::unknown && left.op == SetOp::none) {
      QueryTree& leaf = *state.query->rtable[static_cast<std::size_t>(left.rte)].query;
      resolve_unknowns(state, leaf.targets);
    }
  }
  name_columns(cte, std::move(columns));
}

void Analyzer::check_recursive(const Cte& cte, const QueryTree& tree) {
  if (tree.set == nullptr || tree.set->op != SetOp::union_) {
    fail("42P19", "recursive query \"" + cte.name +
                      "\" does not have the form non-recursive-term UNION [ALL] recursive-term");
  }
  if (!tree.order.empty() || tree.limit != nullptr || tree.offset != nullptr ||
      !tree.ctes.empty()) {
    if (!tree.order.empty()) fail("0A000", "ORDER BY in a recursive query is not implemented");
    if (tree.offset != nullptr) fail("0A000", "OFFSET in a recursive query is not implemented");
    if (tree.limit != nullptr) fail("0A000", "LIMIT in a recursive query is not implemented");
  }
  if (tree.set->left->op == SetOp::none && tree.set->right->op == SetOp::none) {
    const QueryTree& right = *tree.rtable[static_cast<std::size_t>(tree.set->right->rte)].query;
    if (right.has_aggregates) {
      fail("42P19", "aggregate functions are not allowed in a recursive query's recursive term");
    }
    int count = 0;
    for (const Rte& rte : right.rtable) {
      if (rte.kind == RteKind::cte && rte.cte == cte.name) ++count;
      if (rte.kind == RteKind::join && rte.join != JoinKind::inner && rte.join != JoinKind::cross) {
        unknown("an outer join in a recursive query is not followed");
      }
    }
    if (count != 1) unknown("how a recursive query refers to itself is not followed");
  } else {
    unknown("a recursive query of several parts is not followed");
  }
  for (std::size_t i = 0; i < tree.set->columns.size() && i < cte.result.size(); ++i) {
    const Column& column = tree.set->columns[i];
    if (column.type == cte.result[i].type && column.typmod == cte.result[i].typmod) {
      if (column.collation != cte.result[i].collation)
        session_.may_fail("whether collations conflict");
      continue;
    }
    fail("42804", "recursive query \"" + cte.name + "\" column " + std::to_string(i + 1) +
                      " has type " +
                      format_type(scope_, {cte.result[i].type, cte.result[i].typmod}) +
                      " in non-recursive term but type " +
                      format_type(scope_, {column.type, column.typmod}) + " overall");
  }
}

}  // namespace plumbline::sql::analysis
