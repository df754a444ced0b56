#include "sql/analysis/expression.hpp"

#include <algorithm>

#include "sql/analysis/analyzer.hpp"
#include "sql/analysis/facts.hpp"
#include "sql/analysis/printer.hpp"

namespace plumbline::sql {

namespace {

using analysis::Analyzer;
using analysis::Expr;
using analysis::Facts;
using analysis::Kind;
using analysis::QueryTree;
using analysis::State;

std::string_view condition_of(Place place) {
  switch (place) {
    case Place::check:
    case Place::domain_check:
      return "CHECK";
    case Place::index_predicate:
      return "WHERE";
    case Place::policy:
      return "POLICY";
    case Place::trigger_when:
      return "WHEN";
    case Place::publication_where:
      return "PUBLICATION WHERE";
    default:
      return {};
  }
}

void add_names(Analyzer& analyzer, State& state, const Scope& scope) {
  if (scope.relation == Catalog::none) return;
  if (scope.has_old) analyzer.add_relation(state, scope.relation, "old", true);
  if (scope.has_new) analyzer.add_relation(state, scope.relation, "new", true);
  if (!scope.has_old && !scope.has_new) analyzer.add_relation(state, scope.relation, {}, false);
}

/// check_nested_generated and cookDefault.
void check_generated(const Catalog& catalog, const Facts& facts) {
  for (const Id column : facts.columns) {
    if (catalog.value(column, "generated").empty()) continue;
    fail("42P17", "cannot use generated column \"" + std::string(catalog[column].own) +
                      "\" in column generation expression");
  }
  if (facts.has_whole_row) {
    fail("42P17", "cannot use whole-row variable in column generation expression");
  }
}

void check_immutable(const Facts& facts, bool is_planned, std::string_view message) {
  if ((is_planned ? facts.planned : facts.volatility) == 'i') return;
  // A function in SQL may turn out immutable once it is inlined.
  if (facts.has_user_volatility) unknown("whether a function of a user is immutable here");
  fail("42P17", std::string(message));
}

Expr* coerce_to_target(Analyzer& analyzer, State& state, Expr* expr, Place place,
                       std::string_view target_type) {
  const TypeRef target = analyzer.catalog_types().parse(target_type);
  Expr* const made = analyzer.coerce(&state, expr, target, CoercionContext::assignment,
                                     analysis::Form::implicit_cast);
  if (made != nullptr) return made;
  const std::string wanted = display_type(analyzer.scope(), target.id);
  const std::string given = display_type(analyzer.scope(), expr->type);
  if (place == Place::using_type) {
    fail("42804", "result of USING clause cannot be cast automatically to type " + wanted);
  }
  const std::string_view what =
      place == Place::function_default ? "argument of DEFAULT must be type " : "";
  if (!what.empty()) fail("42804", std::string(what) + wanted + ", not type " + given);
  fail("42804", "column is of type " + wanted + " but " +
                    (place == Place::generated ? "generation" : "default") +
                    " expression is of type " + given);
}

void check_place(const Analyzer& analyzer, const Expr& expr, const Facts& facts, Place place,
                 const Catalog& catalog) {
  (void)analyzer;
  switch (place) {
    case Place::index_predicate:
      check_immutable(facts, true, "functions in index predicate must be marked IMMUTABLE");
      break;
    case Place::index_expression:
      check_immutable(facts, true, "functions in index expression must be marked IMMUTABLE");
      break;
    case Place::statistics:
    case Place::partition_key:
    case Place::check:
    case Place::domain_check:
    default:
      break;
  }
  (void)expr;
  (void)catalog;
}

bool looks_like_call(const Expr& expr) {
  switch (expr.kind) {
    case Kind::function:
      return expr.form == analysis::Form::call || expr.form == analysis::Form::sql_syntax;
    case Kind::aggregate:
    case Kind::window:
    case Kind::grouping:
    case Kind::coalesce:
    case Kind::min_max:
    case Kind::nullif:
    case Kind::sql_value:
      return true;
    default:
      return false;
  }
}

Volatility volatility_of(char letter) {
  return letter == 'v'   ? Volatility::volatile_
         : letter == 's' ? Volatility::stable
                         : Volatility::immutable;
}

}  // namespace

Expression analyze_expression(Session& session, const Node& node, const Scope& scope, Place place,
                              std::string_view target_type) {
  Analyzer analyzer(session, scope);
  analyzer.checks_rights = false;
  State state;
  state.query = analyzer.arena.make_query();
  add_names(analyzer, state, scope);
  Expr* expr = analyzer.transform(state, node, analysis::kind_of(place));
  const std::string_view condition = condition_of(place);
  if (!condition.empty()) {
    expr = analyzer.coerce_to_boolean(state, expr, condition);
  } else {
    if (place == Place::generated) {
      const Facts facts = analysis::facts_of(*expr);
      check_generated(session.catalog, facts);
      check_immutable(facts, analyzer.version() >= 17, "generation expression is not immutable");
    }
    if (!target_type.empty()) {
      expr = coerce_to_target(analyzer, state, expr, place, target_type);
    } else if (expr->type == types::unknown && place != Place::index_expression) {
      expr = analyzer.coerce(&state, expr, {types::text, -1}, CoercionContext::implicit,
                             analysis::Form::implicit_cast);
    }
  }
  analyzer.assign_collation(expr);
  const Facts facts = analysis::facts_of(*expr);
  if (place == Place::index_expression && Analyzer::returns_set(*expr)) {
    fail("42804", "index expression cannot return a set");
  }
  check_place(analyzer, *expr, facts, place, session.catalog);

  Expression result;
  analysis::Printer printer(analyzer.scope());
  try {
    result.text = printer.expression(*expr, state.query);
    result.is_exact = analyzer.is_exact && printer.is_exact();
  } catch (const Unknown&) {
    result.text = "?";
    result.is_exact = false;
  }
  result.type = format_type(analyzer.scope(), {expr->type, expr->typmod});
  if (expr->collation != analyzer.collation_of_type(expr->type)) {
    result.collation = std::string(expr->collation);
  }
  result.volatility = volatility_of(facts.volatility);
  result.can_fail = facts.can_fail || facts.calls_user_code;
  result.is_constant = expr->kind == Kind::constant;
  result.is_null = result.is_constant && expr->is_null;
  result.is_call = looks_like_call(*expr);
  result.is_column = expr->kind == Kind::var && expr->column > 0;
  result.is_row = facts.has_whole_row;
  for (const Id id : facts.columns) {
    if (session.catalog[id].parent == scope.relation) {
      result.columns.push_back(id);
    } else {
      result.needs.push_back(id);
    }
  }
  std::sort(result.columns.begin(), result.columns.end(),
            [&](Id a, Id b) { return session.catalog[a].position < session.catalog[b].position; });
  const auto need = [&](Id id) {
    if (std::find(result.needs.begin(), result.needs.end(), id) == result.needs.end()) {
      result.needs.push_back(id);
    }
  };
  for (const Id id : facts.types) need(id);
  for (const Id id : facts.objects) need(id);
  for (const Id id : analyzer.needs) need(id);
  for (const Id id : analyzer.reads) need(id);
  return result;
}

}  // namespace plumbline::sql
