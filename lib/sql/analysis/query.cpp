#include "sql/analysis/query.hpp"

#include <algorithm>

#include "sql/analysis/analyzer.hpp"
#include "sql/analysis/facts.hpp"
#include "sql/analysis/printer.hpp"

namespace plumbline::sql {

namespace {

using analysis::Analyzer;
using analysis::Column;
using analysis::Command;
using analysis::Facts;
using analysis::QueryTree;
using analysis::State;

void add(std::vector<Id>& list, Id id) {
  if (id == Catalog::none) return;
  if (std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
}

/// What may go wrong while it runs, besides its expressions.
bool locks_or_limits(const QueryTree& tree) {
  return tree.limit != nullptr && tree.limit->can_fail;
}

}  // namespace

namespace analysis {

Query query_of(Analyzer& analyzer, const QueryTree& tree) {
  Query result;
  for (const Column& column : Analyzer::columns_of(tree)) {
    QueryColumn made;
    made.name = std::string(column.name);
    made.type = format_type(analyzer.scope(), {column.type, column.typmod});
    const std::string_view own = analyzer.collation_of_type(column.type);
    if (column.collation != own && !own.empty()) {
      made.collation = std::string(column.collation);
      if (column.collation.empty()) made.collation = "?";
    }
    result.columns.push_back(std::move(made));
  }
  const Facts facts = facts_of(tree);
  result.volatility = facts.volatility == 'v'   ? Volatility::volatile_
                      : facts.volatility == 's' ? Volatility::stable
                                                : Volatility::immutable;
  result.calls_user_code = facts.calls_user_code || analyzer.calls_user_code;
  result.can_fail = facts.can_fail || result.calls_user_code || locks_or_limits(tree);
  result.reads = analyzer.reads;
  result.writes = analyzer.writes;
  result.reads_system = analyzer.reads_system;
  for (const Id id : analyzer.reads) add(result.needs, id);
  for (const Id id : facts.columns) add(result.needs, id);
  for (const Id id : facts.types) add(result.needs, id);
  for (const Id id : facts.objects) add(result.needs, id);
  for (const Id id : analyzer.needs) add(result.needs, id);
  return result;
}

void print_query(Analyzer& analyzer, const QueryTree& tree, const std::vector<std::string>& columns,
                 Query& result) {
  Printer printer(analyzer.scope());
  try {
    result.text = printer.view(tree, columns);
    result.is_exact = analyzer.is_exact && printer.is_exact();
  } catch (const Unknown&) {
    result.text = "?";
    result.is_exact = false;
  }
}

}  // namespace analysis

Query analyze_query(Session& session, const Node& node, QueryPlace place, const Scope& scope) {
  return analyze_named_query(session, node, place, {}, scope);
}

Query analyze_named_query(Session& session, const Node& node, QueryPlace place,
                          const std::vector<std::string>& columns, const Scope& scope) {
  Analyzer analyzer(session, scope);
  analyzer.checks_rights = place == QueryPlace::statement || place == QueryPlace::table_as;
  QueryTree* const tree = analyzer.select(node, nullptr, nullptr, true);
  if (place == QueryPlace::view && tree->command != Command::select) {
    unknown("a view over a statement that changes data");
  }
  Query result = analysis::query_of(analyzer, *tree);
  result.has_modifying_with = tree->has_modifying_cte;
  if (place == QueryPlace::view) {
    std::vector<std::string> names = columns;
    for (std::size_t i = names.size(); i < result.columns.size(); ++i) {
      names.push_back(result.columns[i].name);
    }
    analysis::print_query(analyzer, *tree, names, result);
  } else {
    result.is_exact = false;
  }
  return result;
}

}  // namespace plumbline::sql
