#include "sql/analysis/facts.hpp"

#include <algorithm>

#include "sql/analysis/catalog_types.hpp"
#include "sql/analysis/walk.hpp"

namespace plumbline::sql::analysis {

namespace {

void add(std::vector<Id>& list, Id id) {
  if (id == Catalog::none) return;
  if (std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
}

int rank(char volatility) { return volatility == 'v' ? 2 : volatility == 's' ? 1 : 0; }

void look_at(const Expr& expr, Facts& facts) {
  // What a literal such as 'now' means is settled when it is read.
  char volatility = expr.kind == Kind::constant ? 'i' : expr.volatility;
  if (expr.kind == Kind::sql_value) volatility = 's';
  if (rank(volatility) > rank(facts.volatility)) facts.volatility = volatility;
  const char planned = expr.planned != 0 ? expr.planned : volatility;
  if (rank(planned) > rank(facts.planned)) facts.planned = planned;
  facts.can_fail = facts.can_fail || expr.can_fail;
  switch (expr.kind) {
    case Kind::var: {
      facts.has_variables = true;
      if (expr.column == 0) facts.has_whole_row = true;
      const Rte& rte = expr.level->rtable[static_cast<std::size_t>(expr.rte)];
      if (rte.kind != RteKind::relation) break;
      if (expr.column > 0) {
        add(facts.columns, rte.columns[static_cast<std::size_t>(expr.column - 1)].id);
      } else if (expr.column == 0) {
        for (const Column& column : rte.columns) add(facts.columns, column.id);
      }
      break;
    }
    case Kind::function:
    case Kind::op:
    case Kind::array_op:
    case Kind::distinct:
    case Kind::nullif:
    case Kind::aggregate:
    case Kind::window:
      if (expr.routine != Catalog::none) {
        facts.calls_user_code = true;
        if (rank(volatility) > 0) facts.has_user_volatility = true;
      }
      add(facts.types, object_of_type(expr.form == Form::call ? TypeId{0} : expr.type));
      break;
    case Kind::constant:
      add(facts.objects, expr.routine);
      [[fallthrough]];
    case Kind::relabel:
    case Kind::via_io:
    case Kind::array_coerce:
    case Kind::domain:
    case Kind::row:
    case Kind::convert_row:
      add(facts.types, object_of_type(expr.type));
      break;
    case Kind::sublink:
      if (static_cast<SublinkType>(expr.number) == SublinkType::expr ||
          static_cast<SublinkType>(expr.number) == SublinkType::row_compare) {
        facts.can_fail = true;  // more than one row
      }
      break;
    case Kind::subscript:
    case Kind::set_default:
      break;
    default:
      break;
  }
}

}  // namespace

Facts facts_of(const Expr& expr) {
  Facts facts;
  walk_deep(expr, [&](const Expr& inner) {
    look_at(inner, facts);
    return false;
  });
  return facts;
}

Facts facts_of(const QueryTree& query) {
  Facts facts;
  walk_query(query, [&](const Expr& inner) {
    look_at(inner, facts);
    return false;
  });
  return facts;
}

bool is_equal(const Expr* a, const Expr* b) {
  if (a == b) return true;
  if (a == nullptr || b == nullptr) return false;
  if (a->kind != b->kind || a->type != b->type || a->typmod != b->typmod ||
      a->args.size() != b->args.size() || a->text != b->text || a->number != b->number ||
      a->flag != b->flag || a->is_null != b->is_null || a->routine != b->routine ||
      a->is_row != b->is_row || a->is_variadic != b->is_variadic) {
    return false;
  }
  if (a->kind == Kind::var &&
      (a->level != b->level || a->rte != b->rte || a->column != b->column)) {
    return false;
  }
  if (a->query != b->query || a->details != b->details) return false;
  if (!is_equal(a->extra, b->extra)) return false;
  for (std::size_t i = 0; i < a->args.size(); ++i) {
    if (!is_equal(a->args[i], b->args[i])) return false;
  }
  return true;
}

}  // namespace plumbline::sql::analysis
