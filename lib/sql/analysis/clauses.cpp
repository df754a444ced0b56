/// ORDER BY, GROUP BY, DISTINCT, WINDOW and FOR UPDATE: parse_clause.c.
#include <algorithm>

#include "sql/analysis/analyzer.hpp"
#include "sql/analysis/walk.hpp"

namespace plumbline::sql::analysis {

namespace {

bool has_kind(const Expr& expr, Kind kind) {
  return walk(expr, [&](const Expr& inner) { return inner.kind == kind; });
}

const Expr* without_implicit(const Expr* expr) {
  while (expr->form == Form::implicit_cast && !expr->args.empty() && expr->kind != Kind::row) {
    expr = expr->args[0];
  }
  return expr;
}

}  // namespace

SortItem Analyzer::sort_item(State& state, const Node& sort, Expr* expr, int target) {
  (void)state;
  SortItem item;
  item.expr = expr;
  item.target = target;
  const std::string_view direction = sort.text("sortby_dir");
  item.is_descending = direction == "SORTBY_DESC";
  if (direction == "SORTBY_USING") {
    const Node names = sort["useOp"];
    const std::string_view op = names.at(names.size() - 1).as_text();
    if (names.size() != 1 || (op != "<" && op != ">")) unknown("an order by an operator");
    item.is_descending = op == ">";
  }
  const std::string_view nulls = sort.text("sortby_nulls");
  item.is_nulls_first =
      nulls == "SORTBY_NULLS_FIRST" || (nulls != "SORTBY_NULLS_LAST" && item.is_descending);
  if (expr->type != types::unknown && !ordering_of(scope_, expr->type).has_less) {
    fail("42883",
         "could not identify an ordering operator for type " + display_type(scope_, expr->type));
  }
  return item;
}

/// findTargetlistEntrySQL99: the target with that expression, perhaps a new one.
int Analyzer::find_target_99(State& state, const Node& node, ExprKind kind) {
  QueryTree& query = *state.query;
  Expr* const expr = transform(state, node, kind);
  int index = 0;
  for (const Target& target : query.targets) {
    if (is_equal(expr, without_implicit(target.expr))) return index;
    ++index;
  }
  Target target;
  target.expr = expr;
  target.name = "?column?";
  target.is_junk = true;
  query.targets.push_back(std::move(target));
  return index;
}

/// findTargetlistEntrySQL92: names and numbers of targets before expressions.
int Analyzer::find_target_92(State& state, const Node& node, ExprKind kind) {
  QueryTree& query = *state.query;
  const std::string clause(kind_name(kind));
  const auto check = [&](int index) {
    const Expr& expr = *query.targets[static_cast<std::size_t>(index)].expr;
    if (kind == ExprKind::group_by) {
      if (has_kind(expr, Kind::aggregate)) {
        fail("42803", "aggregate functions are not allowed in GROUP BY");
      }
      if (has_kind(expr, Kind::window)) {
        fail("42P20", "window functions are not allowed in GROUP BY");
      }
    }
    return index;
  };
  if (node.is_a("ColumnRef") && node["fields"].size() == 1 &&
      !node["fields"].at(0).is_a("A_Star")) {
    const std::string_view name = node["fields"].at(0).as_text();
    const bool is_input = kind == ExprKind::group_by && bare_column_here(state, name);
    if (!is_input) {
      int found = -1;
      int index = 0;
      for (const Target& target : query.targets) {
        if (!target.is_junk && target.name == name) {
          if (found >= 0 &&
              !is_equal(query.targets[static_cast<std::size_t>(found)].expr, target.expr)) {
            fail("42702", clause + " \"" + std::string(name) + "\" is ambiguous");
          }
          if (found < 0) found = index;
        }
        ++index;
      }
      if (found >= 0) return check(found);
    }
  }
  if (node.is_a("A_Const")) {
    const Node value = node["ival"];
    if (!value) fail("42601", "non-integer constant in " + clause);
    const std::int64_t wanted = value.as_number();
    std::int64_t number = 0;
    int index = 0;
    for (const Target& target : query.targets) {
      if (!target.is_junk && ++number == wanted) return check(index);
      ++index;
    }
    fail("42P10", clause + " position " + std::to_string(wanted) + " is not in select list");
  }
  return find_target_99(state, node, kind);
}

/// Literals are text where they are sorted.
Expr* Analyzer::settle_target(State& state, int index) {
  Target& target = state.query->targets[static_cast<std::size_t>(index)];
  if (target.expr->type == types::unknown) {
    replace_target(*state.query, target,
                   coerce(&state, target.expr, {types::text, -1}, CoercionContext::implicit,
                          Form::implicit_cast));
  }
  return target.expr;
}

std::vector<SortItem> Analyzer::sort_clause(State& state, const Node& list, ExprKind kind,
                                            bool is_99) {
  std::vector<SortItem> items;
  for (const Node sort : list) {
    const Node node = sort["node"];
    const int index = is_99 ? find_target_99(state, node, kind) : find_target_92(state, node, kind);
    const SortItem item = sort_item(state, sort, settle_target(state, index), index);
    const bool is_known = std::any_of(items.begin(), items.end(), [&](const SortItem& other) {
      return other.target == index && other.is_descending == item.is_descending;
    });
    if (!is_known) items.push_back(item);
  }
  return items;
}

SortItem Analyzer::group_item(State& state, const Node& node, ExprKind kind, bool is_99) {
  const int index = is_99 ? find_target_99(state, node, kind) : find_target_92(state, node, kind);
  SortItem item;
  item.expr = settle_target(state, index);
  item.target = index;
  const Ordering ordering = ordering_of(scope_, item.expr->type);
  if (!ordering.has_equal) {
    fail("42883", "could not identify an equality operator for type " +
                      display_type(scope_, item.expr->type));
  }
  return item;
}

void Analyzer::add_group(State& state, const SortItem& item) {
  std::vector<SortItem>& group = state.query->group;
  const bool is_known = std::any_of(group.begin(), group.end(), [&](const SortItem& other) {
    return other.target == item.target;
  });
  if (!is_known) group.push_back(item);
}

GroupingSet Analyzer::grouping_set(State& state, const Node& node) {
  GroupingSet set;
  if (node.is_a("GroupingSet")) {
    const std::string_view kind = node.text("kind");
    if (kind == "GROUPING_SET_EMPTY") {
      set.kind = GroupingKind::empty;
      return set;
    }
    set.kind = kind == "GROUPING_SET_ROLLUP" ? GroupingKind::rollup
               : kind == "GROUPING_SET_CUBE" ? GroupingKind::cube
                                             : GroupingKind::sets;
    for (const Node inner : node["content"]) set.content.push_back(grouping_set(state, inner));
    return set;
  }
  set.kind = GroupingKind::simple;
  const auto add = [&](const Node& one) {
    const SortItem item = group_item(state, one, ExprKind::group_by, false);
    if (!ordering_of(scope_, item.expr->type).has_less) {
      unknown("the planner decides whether it can group so");
    }
    add_group(state, item);
    set.targets.push_back(item.target);
  };
  if (node.is_a("RowExpr") && node.text("row_format") == "COERCE_IMPLICIT_CAST") {
    for (const Node arg : node["args"]) add(arg);
  } else {
    add(node);
  }
  return set;
}

void Analyzer::group_clause(State& state, const Node& statement) {
  QueryTree& query = *state.query;
  query.is_group_distinct = statement.flag("groupDistinct");
  bool has_sets = false;
  for (const Node node : statement["groupClause"]) has_sets |= node.is_a("GroupingSet");
  for (const Node node : statement["groupClause"]) {
    if (has_sets) {
      query.grouping_sets.push_back(grouping_set(state, node));
    } else if (node.is_a("RowExpr") && node.text("row_format") == "COERCE_IMPLICIT_CAST") {
      for (const Node arg : node["args"]) {
        add_group(state, group_item(state, arg, ExprKind::group_by, false));
      }
    } else {
      add_group(state, group_item(state, node, ExprKind::group_by, false));
    }
  }
}

void Analyzer::distinct_clause(State& state, const Node& list) {
  if (!list || list.size() == 0) return;
  QueryTree& query = *state.query;
  query.is_distinct = true;
  const bool is_on = static_cast<bool>(list.at(0)) && !list.at(0).type().empty();
  query.is_distinct_on = is_on;
  if (!is_on) {
    for (const SortItem& item : query.order) {
      if (query.targets[static_cast<std::size_t>(item.target)].is_junk) {
        fail("42P10", "for SELECT DISTINCT, ORDER BY expressions must appear in select list");
      }
    }
    int index = -1;
    for (const Target& target : query.targets) {
      ++index;
      if (target.is_junk) continue;
      Expr* const expr = settle_target(state, index);
      const Ordering ordering = ordering_of(scope_, expr->type);
      if (!ordering.has_equal) {
        fail("42883", "could not identify an equality operator for type " +
                          display_type(scope_, expr->type));
      }
    }
    return;
  }
  std::vector<int> wanted;
  for (const Node node : list) {
    const SortItem item = group_item(state, node, ExprKind::distinct_on, false);
    if (std::find(wanted.begin(), wanted.end(), item.target) == wanted.end()) {
      wanted.push_back(item.target);
    }
  }
  // Those that ORDER BY has come first, in its order.
  bool has_skipped = false;
  for (const SortItem& item : query.order) {
    if (std::find(wanted.begin(), wanted.end(), item.target) == wanted.end()) {
      has_skipped = true;
      continue;
    }
    if (has_skipped) {
      fail("42P10", "SELECT DISTINCT ON expressions must match initial ORDER BY expressions");
    }
    query.distinct.push_back(item);
  }
  for (const int target : wanted) {
    const bool is_there = std::any_of(query.distinct.begin(), query.distinct.end(),
                                      [&](const SortItem& item) { return item.target == target; });
    if (is_there) continue;
    if (has_skipped) {
      fail("42P10", "SELECT DISTINCT ON expressions must match initial ORDER BY expressions");
    }
    SortItem item;
    item.target = target;
    item.expr = query.targets[static_cast<std::size_t>(target)].expr;
    query.distinct.push_back(item);
  }
}

// -- Windows

Expr* Analyzer::frame_offset(State& state, const Node& node, const Window& window) {
  if (!node) return nullptr;
  const bool is_rows = (window.frame & 0x4) != 0;
  const bool is_groups = (window.frame & 0x8) != 0;
  if (!is_rows && !is_groups) unknown("an offset in a range is not followed");
  const ExprKind kind = is_rows ? ExprKind::window_frame_rows : ExprKind::window_frame_groups;
  const std::string_view construct = is_rows ? "ROWS" : "GROUPS";
  Expr* expr = transform(state, node, kind);
  expr = coerce_to_specific(state, expr, types::int8, construct);
  walk(*expr, [&](const Expr& inner) {
    if (inner.kind == Kind::var && inner.level == state.query) {
      fail("42P10", "argument of " + std::string(construct) + " must not contain variables");
    }
    return false;
  });
  return expr;
}

/// transformWindowDefinitions.
void Analyzer::window_definitions(State& state) {
  QueryTree& query = *state.query;
  for (std::size_t i = 0; i < state.windows.size(); ++i) {
    const Node node = state.windows[i];
    Window window;
    window.name = std::string(node.text("name"));
    const std::string ref(node.text("refname"));
    const Window* base = nullptr;
    for (const Window& other : query.windows) {
      if (!window.name.empty() && other.name == window.name) {
        fail("42P20", "window \"" + window.name + "\" is already defined");
      }
      if (!ref.empty() && other.name == ref) base = &other;
    }
    if (!ref.empty() && base == nullptr) {
      fail("42704", "window \"" + ref + "\" does not exist");
    }
    std::vector<SortItem> order =
        sort_clause(state, node["orderClause"], ExprKind::window_order, true);
    for (const Node item : node["partitionClause"]) {
      const SortItem made = group_item(state, item, ExprKind::window_partition, true);
      window.partition.push_back(made);
    }
    window.copied = ref;
    window.frame = static_cast<int>(node.number("frameOptions"));
    const bool has_order = !order.empty() || (base != nullptr && !base->order.empty());
    if (base != nullptr) {
      if (!window.partition.empty()) {
        fail("42P20", "cannot override PARTITION BY clause of window \"" + ref + "\"");
      }
      if (!order.empty() && !base->order.empty()) {
        fail("42P20", "cannot override ORDER BY clause of window \"" + ref + "\"");
      }
      if ((base->frame & 0x1) != 0) {
        fail("42P20", "cannot copy window \"" + ref + "\" because it has a frame clause");
      }
      if (!base->order.empty() || !base->copied.empty()) is_exact = false;
    }
    window.order = std::move(order);
    if ((window.frame & 0x8) != 0 && !has_order) {
      fail("42P20", "GROUPS mode requires an ORDER BY clause");
    }
    window.start_offset = frame_offset(state, node["startOffset"], window);
    window.end_offset = frame_offset(state, node["endOffset"], window);
    query.windows.push_back(std::move(window));
  }
}

// -- FOR UPDATE

void Analyzer::locking(State& state, const Node& list) {
  if (list.empty()) return;
  QueryTree& query = *state.query;
  for (const Rte& rte : query.rtable) {
    if (rte.relation != Catalog::none && catalog_[rte.relation].kind != ObjectKind::table) {
      unknown("rows of what is no table are locked");
    }
  }
  for (const Node clause : list) {
    const std::string_view strength = clause.text("strength");
    RowMark mark;
    mark.strength = strength == "LCS_FORUPDATE"        ? " FOR UPDATE"
                    : strength == "LCS_FORNOKEYUPDATE" ? " FOR NO KEY UPDATE"
                    : strength == "LCS_FORSHARE"       ? " FOR SHARE"
                                                       : " FOR KEY SHARE";
    const std::string word(mark.strength.substr(1));
    if (query.is_distinct) fail("0A000", word + " is not allowed with DISTINCT clause");
    if (!query.group.empty() || !query.grouping_sets.empty()) {
      fail("0A000", word + " is not allowed with GROUP BY clause");
    }
    if (query.having != nullptr) fail("0A000", word + " is not allowed with HAVING clause");
    if (query.has_aggregates) fail("0A000", word + " is not allowed with aggregate functions");
    if (query.has_windows) fail("0A000", word + " is not allowed with window functions");
    if (query.has_set_functions) {
      fail("0A000", word + " is not allowed with set-returning functions in the target list");
    }
    const std::string_view wait = clause.text("waitPolicy");
    mark.wait = wait == "LockWaitError" ? " NOWAIT" : wait == "LockWaitSkip" ? " SKIP LOCKED" : "";
    const Node names = clause["lockedRels"];
    if (names.empty()) {
      int index = 0;
      for (const Rte& rte : query.rtable) {
        if (rte.kind == RteKind::relation || rte.kind == RteKind::subquery) {
          mark.rte = index;
          query.marks.push_back(mark);
          if (rte.relation != Catalog::none) require_right(rte.relation, "UPDATE");
        }
        ++index;
      }
      continue;
    }
    for (const Node name : names) {
      if (!name.text("schemaname").empty()) {
        fail("42601", word + " must specify unqualified relation names");
      }
      bool is_found = false;
      int index = 0;
      for (const Rte& rte : query.rtable) {
        if (rte.name == name.text("relname") && rte.kind != RteKind::join) {
          if (rte.kind != RteKind::relation && rte.kind != RteKind::subquery) {
            fail("0A000", word + " cannot be applied to a function, VALUES or WITH query");
          }
          mark.rte = index;
          query.marks.push_back(mark);
          if (rte.relation != Catalog::none) require_right(rte.relation, "UPDATE");
          is_found = true;
        }
        ++index;
      }
      if (!is_found) {
        fail("42P01", "relation \"" + std::string(name.text("relname")) + "\" in " + word +
                          " clause not found in FROM clause");
      }
    }
  }
}

// -- Aggregates

namespace {

class UngroupedCheck {
 public:
  UngroupedCheck(const Catalog& catalog, const QueryTree& query)
      : catalog_(catalog), query_(query) {}

  void visit(const Expr& expr, bool is_inner) {
    for (const SortItem& item : query_.group) {
      if (is_equal(item.expr, &expr)) return;
    }
    if (expr.kind == Kind::aggregate && expr.details->level == &query_) {
      for (std::size_t i = 0; i < expr.details->direct_count; ++i) visit(*expr.args[i], is_inner);
      return;
    }
    if (expr.kind == Kind::grouping) return;
    if (expr.kind == Kind::var && expr.level == &query_) check(expr, is_inner);
    if (expr.extra != nullptr) visit(*expr.extra, is_inner);
    for (const Expr* const arg : expr.args) {
      if (arg != nullptr) visit(*arg, is_inner);
    }
    if (expr.details != nullptr) {
      if (expr.details->filter != nullptr) visit(*expr.details->filter, is_inner);
      for (const SortItem& item : expr.details->order) {
        if (item.expr != nullptr) visit(*item.expr, is_inner);
      }
    }
    if (expr.query != nullptr) {
      walk_query(*expr.query, [&](const Expr& inner) {
        if (inner.kind == Kind::var && inner.level == &query_) check_grouped(inner);
        return false;
      });
    }
  }

  std::vector<Id> constraints;

 private:
  void check_grouped(const Expr& var) {
    for (const SortItem& item : query_.group) {
      if (is_equal(item.expr, &var)) return;
    }
    // Below an aggregate of this level it would be fine, which is rare.
    check(var, true);
  }

  void check(const Expr& var, bool is_inner) {
    const Rte& rte = query_.rtable[static_cast<std::size_t>(var.rte)];
    if (rte.kind == RteKind::relation && rte.relation != Catalog::none &&
        follows_from_key(rte, var.rte)) {
      return;
    }
    std::string name = rte.name;
    if (var.column > 0) {
      name += "." + std::string(rte.columns[static_cast<std::size_t>(var.column - 1)].name);
    }
    if (rte.kind == RteKind::join) unknown("whether a merged column is grouped");
    if (is_inner) unknown("whether a column of an outer query is grouped");
    fail("42803", "column \"" + name +
                      "\" must appear in the GROUP BY clause or be used in an aggregate function");
  }

  /// check_functional_grouping: the whole primary key is grouped by.
  bool follows_from_key(const Rte& rte, int index) {
    if (!query_.grouping_sets.empty()) return false;
    for (const Id constraint : catalog_.parts(rte.relation, ObjectKind::constraint)) {
      if (catalog_.value(constraint, "type") != "primary key") continue;
      if (!catalog_.value(constraint, "deferrable").empty()) continue;
      const std::string_view list = catalog_.value(constraint, "columns");
      bool has_all = true;
      std::size_t number = 0;
      std::size_t found = 0;
      for (const Column& column : rte.columns) {
        ++number;
        if (column.id == Catalog::none || !is_in(list, catalog_.sql_name(column.id))) continue;
        ++found;
        const bool is_grouped =
            std::any_of(query_.group.begin(), query_.group.end(), [&](const SortItem& item) {
              return item.expr->kind == Kind::var && item.expr->level == &query_ &&
                     item.expr->rte == index && item.expr->column == static_cast<int>(number);
            });
        has_all = has_all && is_grouped;
      }
      if (has_all && found > 0) {
        constraints.push_back(constraint);
        return true;
      }
    }
    return false;
  }

  static bool is_in(std::string_view list, std::string_view name) {
    while (!list.empty()) {
      const std::size_t comma = list.find(", ");
      if (list.substr(0, comma) == name) return true;
      if (comma == std::string_view::npos) return false;
      list = list.substr(comma + 2);
    }
    return false;
  }

  const Catalog& catalog_;
  const QueryTree& query_;
};

}  // namespace

/// parseCheckAggregates.
void Analyzer::check_aggregates(State& state) {
  QueryTree& query = *state.query;
  if (!query.has_aggregates && query.group.empty() && query.grouping_sets.empty() &&
      query.having == nullptr) {
    return;
  }
  UngroupedCheck check(catalog_, query);
  for (const Target& target : query.targets) check.visit(*target.expr, false);
  if (query.having != nullptr) check.visit(*query.having, false);
  needs.insert(needs.end(), check.constraints.begin(), check.constraints.end());
}

bool Analyzer::bare_column_here(State& state, std::string_view name) {
  // An input column of this level wins over a name of the select list.
  for (const Visible& item : state.names) {
    if (!item.is_columns) continue;
    for (const VisibleColumn& column : item.columns) {
      if (column.name == name) return true;
    }
  }
  return false;
}

}  // namespace plumbline::sql::analysis
