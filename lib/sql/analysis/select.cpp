/// SELECT, VALUES and set operations: analyze.c.
#include <algorithm>

#include "sql/analysis/analyzer.hpp"
#include "sql/analysis/walk.hpp"

namespace plumbline::sql::analysis {

namespace {

struct Deeper {
  explicit Deeper(int& depth) : depth_(depth) {
    if (++depth_ > 200) unknown("queries are nested too deeply");
  }
  ~Deeper() { --depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  int& depth_;
};

}  // namespace

QueryTree* Analyzer::select(const Node& statement, State* parent, Cte* cte, bool is_top,
                            bool resolves_unknowns) {
  const Deeper deeper(query_depth_);
  State state;
  state.parent = parent;
  state.query = arena.make_query();
  state.query->parent = parent == nullptr ? nullptr : parent->query;
  state.parent_cte = cte;
  state.resolves_unknowns = resolves_unknowns;
  if (!statement.is_a("SelectStmt") && !statement.text("op").starts_with("SETOP_")) {
    QueryTree* const tree = modify(statement, parent, cte);
    if (is_top) check_rights();
    return tree;
  }
  if (statement["intoClause"] && !is_top) {
    fail("42601", "SELECT ... INTO is not allowed here");
  }
  with_clause(state, statement["withClause"]);
  if (statement.text("op") != "SETOP_NONE" && !statement.text("op").empty()) {
    set_statement(state, statement);
  } else if (!statement["valuesLists"].empty()) {
    values_statement(state, statement);
  } else {
    plain_select(state, statement);
  }
  if (is_top) check_rights();
  return state.query;
}

void Analyzer::plain_select(State& state, const Node& statement) {
  QueryTree& query = *state.query;
  for (const Node window : statement["windowClause"]) state.windows.push_back(window);
  from_clause(state, statement["fromClause"]);
  target_list(state, statement["targetList"], query.targets, ExprKind::select_target);
  query.where = transform_where(state, statement["whereClause"], ExprKind::where, "WHERE");
  query.having = transform_where(state, statement["havingClause"], ExprKind::having, "HAVING");
  query.order = sort_clause(state, statement["sortClause"], ExprKind::order_by, false);
  group_clause(state, statement);
  distinct_clause(state, statement["distinctClause"]);
  query.offset = transform_limit(state, statement["limitOffset"], ExprKind::offset, "OFFSET");
  query.limit = transform_limit(state, statement["limitCount"], ExprKind::limit, "LIMIT");
  query.is_with_ties = statement.text("limitOption") == "LIMIT_OPTION_WITH_TIES";
  window_definitions(state);
  if (state.resolves_unknowns) resolve_unknowns(state, query.targets);
  locking(state, statement["lockingClause"]);
  finish(state);
  check_aggregates(state);
}

void Analyzer::resolve_unknowns(State& state, std::vector<Target>& targets) {
  for (Target& target : targets) {
    if (target.expr->type != types::unknown) continue;
    Expr* const made = coerce(&state, target.expr, {types::text, -1}, CoercionContext::implicit,
                              Form::implicit_cast);
    replace_target(*state.query, target, made);
  }
}

void Analyzer::replace_target(QueryTree& query, Target& target, Expr* made) {
  Expr* const old = target.expr;
  target.expr = made;
  const auto mend = [&](std::vector<SortItem>& items) {
    for (SortItem& item : items) {
      if (item.expr == old) item.expr = made;
    }
  };
  mend(query.order);
  mend(query.group);
  mend(query.distinct);
}

/// assign_query_collations.
void Analyzer::finish(State& state) {
  QueryTree& query = *state.query;
  for (Target& target : query.targets) assign_collation(target.expr);
  for (Target& target : query.returning) assign_collation(target.expr);
  assign_collation(query.where);
  assign_collation(query.having);
  assign_collation(query.limit);
  assign_collation(query.offset);
  for (Rte& rte : query.rtable) assign_collation(rte.condition);
}

Expr* Analyzer::transform_limit(State& state, const Node& node, ExprKind kind,
                                std::string_view construct) {
  if (!node) return nullptr;
  Expr* expr = transform(state, node, kind);
  expr = coerce_to_specific(state, expr, types::int8, construct);
  walk(*expr, [&](const Expr& inner) {
    if (inner.kind == Kind::var && inner.level == state.query) {
      fail("42P10", "argument of " + std::string(construct) + " must not contain variables");
    }
    return false;
  });
  if (expr->kind == Kind::constant && !expr->is_null && expr->text.starts_with('-')) {
    // Only when it runs.
    expr->can_fail = true;
  }
  return expr;
}

// -- VALUES

void Analyzer::values_statement(State& state, const Node& statement) {
  QueryTree& query = *state.query;
  Rte rte;
  rte.kind = RteKind::values;
  rte.name = "*VALUES*";
  rte.row_type = types::record;
  rte.values = value_lists(state, statement["valuesLists"], nullptr);
  const std::size_t width = rte.values.front().size();
  for (std::size_t i = 0; i < width; ++i) {
    std::vector<Expr*> column;
    column.reserve(rte.values.size());
    for (const std::vector<Expr*>& row : rte.values) column.push_back(row[i]);
    const TypeId type = common_type(column, "VALUES");
    for (std::vector<Expr*>& row : rte.values) {
      row[i] = coerce_to_common(state, row[i], type, "VALUES");
    }
    for (std::size_t row = 0; row < rte.values.size(); ++row) column[row] = rte.values[row][i];
    Column facts;
    facts.name = arena.keep("column" + std::to_string(i + 1));
    facts.type = type;
    facts.typmod = common_typmod(column, type);
    for (Expr* const expr : column) assign_collation(expr);
    facts.collation = column.front()->collation;
    rte.columns.push_back(facts);
  }
  const int index = add_rte(state, std::move(rte));
  add_visible(state, index, true, true);
  query.from.push_back(index);
  const std::size_t count = query.rtable[static_cast<std::size_t>(index)].columns.size();
  for (std::size_t i = 0; i < count; ++i) {
    Target target;
    target.expr = make_var(state, state.query, index, static_cast<int>(i) + 1);
    target.name = std::string(query.rtable[static_cast<std::size_t>(index)].columns[i].name);
    query.targets.push_back(std::move(target));
  }
  query.is_values = true;
  query.order = sort_clause(state, statement["sortClause"], ExprKind::order_by, false);
  query.offset = transform_limit(state, statement["limitOffset"], ExprKind::offset, "OFFSET");
  query.limit = transform_limit(state, statement["limitCount"], ExprKind::limit, "LIMIT");
  query.is_with_ties = statement.text("limitOption") == "LIMIT_OPTION_WITH_TIES";
  if (!statement["lockingClause"].empty()) {
    fail("0A000", "FOR UPDATE cannot be applied to VALUES");
  }
  finish(state);
}

/// `defaults`: DEFAULT is allowed, as in INSERT.
std::vector<std::vector<Expr*>> Analyzer::value_lists(State& state, const Node& lists,
                                                      const bool* defaults) {
  std::vector<std::vector<Expr*>> rows;
  for (const Node list : lists) {
    std::vector<Expr*> row;
    row.reserve(list.size());
    for (const Node item : list) {
      if (item.is_a("SetToDefault") && defaults != nullptr) {
        row.push_back(arena.make(Kind::set_default));
        continue;
      }
      row.push_back(transform(state, item, ExprKind::values));
    }
    if (!rows.empty() && rows.front().size() != row.size()) {
      fail("42601", "VALUES lists must all be the same length");
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// -- UNION, INTERSECT, EXCEPT

void Analyzer::set_statement(State& state, const Node& statement) {
  QueryTree& query = *state.query;
  if (!statement["lockingClause"].empty()) {
    fail("0A000", "FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT");
  }
  Node leftmost = statement;
  while (!leftmost.text("op").empty() && leftmost.text("op") != "SETOP_NONE") {
    leftmost = leftmost["larg"];
  }
  query.set = set_tree(state, statement, true);
  const SetNode* first = query.set;
  while (first->op != SetOp::none) first = first->left;
  const std::vector<Column> names =
      columns_of(*query.rtable[static_cast<std::size_t>(first->rte)].query);
  Visible visible;
  visible.is_table = false;
  visible.rte = first->rte;
  std::size_t i = 0;
  for (const Column& column : query.set->columns) {
    Target target;
    Expr* const var = arena.make(Kind::var);
    var->level = state.query;
    var->rte = first->rte;
    var->column = static_cast<int>(i) + 1;
    var->type = column.type;
    var->typmod = column.typmod;
    var->collation = column.collation;
    target.expr = var;
    target.name = std::string(names[i].name);
    VisibleColumn shown;
    shown.name = names[i].name;
    shown.merged = var;
    visible.columns.push_back(shown);
    query.targets.push_back(std::move(target));
    ++i;
  }
  state.names.clear();
  state.names.push_back(std::move(visible));
  const std::size_t width = query.targets.size();
  query.order = sort_clause(state, statement["sortClause"], ExprKind::order_by, false);
  if (query.targets.size() != width) {
    fail("0A000", "invalid UNION/INTERSECT/EXCEPT ORDER BY clause");
  }
  state.names.clear();
  query.offset = transform_limit(state, statement["limitOffset"], ExprKind::offset, "OFFSET");
  query.limit = transform_limit(state, statement["limitCount"], ExprKind::limit, "LIMIT");
  query.is_with_ties = statement.text("limitOption") == "LIMIT_OPTION_WITH_TIES";
}

SetNode* Analyzer::set_leaf(State& state, const Node& statement, std::vector<Expr*>& exprs) {
  if (statement["intoClause"]) {
    fail("42601", "INTO is only allowed on first SELECT of UNION/INTERSECT/EXCEPT");
  }
  if (!statement["lockingClause"].empty()) {
    fail("0A000", "FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT");
  }
  QueryTree* const leaf = select(statement, &state, nullptr, false, false);
  walk_query(*leaf, [&](const Expr& inner) {
    if (inner.kind == Kind::var && inner.level == state.query) {
      fail("42P10",
           "UNION/INTERSECT/EXCEPT member statement cannot refer to other relations of same "
           "query level");
    }
    return false;
  });
  Rte rte;
  rte.kind = RteKind::subquery;
  rte.query = leaf;
  rte.name = "*SELECT* " + std::to_string(state.query->rtable.size() + 1);
  rte.columns = columns_of(*leaf);
  SetNode* const node = arena.make_set();
  node->columns = rte.columns;
  for (const Target& target : leaf->targets) {
    if (!target.is_junk) exprs.push_back(target.expr);
  }
  node->rte = add_rte(state, std::move(rte));
  return node;
}

SetNode* Analyzer::set_tree(State& state, const Node& statement, bool is_top) {
  const Deeper deeper(query_depth_);
  const std::string_view op = statement.text("op");
  const bool is_leaf =
      op.empty() || op == "SETOP_NONE" ||
      (!is_top &&
       (!statement["sortClause"].empty() || statement["limitOffset"] || statement["limitCount"] ||
        !statement["lockingClause"].empty() || statement["withClause"]));
  if (is_leaf) {
    std::vector<Expr*> exprs;
    return set_leaf(state, statement, exprs);
  }
  SetNode* const node = arena.make_set();
  node->op = op == "SETOP_UNION"       ? SetOp::union_
             : op == "SETOP_INTERSECT" ? SetOp::intersect
                                       : SetOp::except;
  node->all = statement.flag("all");
  const std::string_view word = node->op == SetOp::union_      ? "UNION"
                                : node->op == SetOp::intersect ? "INTERSECT"
                                                               : "EXCEPT";
  node->left = set_tree(state, statement["larg"], false);
  if (is_top && state.parent_cte != nullptr && state.parent_cte->is_open) {
    settle_recursive(*state.parent_cte, state, *node->left);
  }
  node->right = set_tree(state, statement["rarg"], false);
  if (node->left->columns.size() != node->right->columns.size()) {
    fail("42601", "each " + std::string(word) + " query must have the same number of columns");
  }
  for (std::size_t i = 0; i < node->left->columns.size(); ++i) {
    node->columns.push_back(set_column(state, *node, i, word));
  }
  return node;
}

Column Analyzer::set_column(State& state, const SetNode& node, std::size_t i,
                            std::string_view word) {
  Column left = node.left->columns[i];
  Column right = node.right->columns[i];
  const TypeId inputs[] = {left.type, right.type};
  const TypeId type = sql::common_type(scope_, inputs, word);
  const auto settle = [&](const SetNode& side, Column& column) {
    if (column.type == type) return;
    if (column.type != types::unknown || side.op != SetOp::none) {
      if (!can_coerce(scope_, column.type, type, CoercionContext::implicit)) {
        fail("42846", std::string(word) + " could not convert type " +
                          display_type(scope_, column.type) + " to " + display_type(scope_, type));
      }
      column.typmod = -1;
      return;
    }
    // A literal takes the type where it stands.
    QueryTree& leaf = *state.query->rtable[static_cast<std::size_t>(side.rte)].query;
    std::size_t number = 0;
    for (Target& target : leaf.targets) {
      if (target.is_junk) continue;
      if (number++ != i) continue;
      if (target.expr->kind == Kind::constant) {
        Expr* const made = coerce_to_common(state, target.expr, type, word);
        assign_collation(made);
        replace_target(leaf, target, made);
      }
    }
    column.type = type;
    column.typmod = -1;
  };
  settle(*node.left, left);
  settle(*node.right, right);
  Column result = left;
  result.id = Catalog::none;
  result.type = type;
  result.typmod = left.type == right.type && left.typmod == right.typmod ? left.typmod : -1;
  if (left.collation != right.collation) {
    if (left.collation == "default" || left.collation.empty()) {
      result.collation = right.collation;
    } else if (right.collation != "default" && !right.collation.empty()) {
      result.collation = {};
    }
  }
  if (collation_of_type(type).empty()) {
    result.collation = {};
  } else if (result.collation.empty() && left.collation == right.collation) {
    result.collation = collation_of_type(type);
  }
  if (!(node.op == SetOp::union_ && node.all)) {
    const Ordering ordering = ordering_of(scope_, type);
    if (!ordering.has_equal) {
      fail("42883",
           "could not identify an equality operator for type " + display_type(scope_, type));
    }
    if (!ordering.has_less && !ordering.can_hash) unknown("how rows are compared");
  }
  return result;
}

}  // namespace plumbline::sql::analysis
