/// get_query_def of ruleutils.c: SELECT and VALUES as views have them.
#include <algorithm>
#include <set>

#include "sql/analysis/printer.hpp"
#include "sql/failure.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql::analysis {

namespace {
constexpr int standard = 8;
constexpr int of_join = 4;
constexpr int of_variable = 4;
}  // namespace

std::string Printer::view(const QueryTree& tree, const std::vector<std::string>& columns) {
  out_.clear();
  levels_.clear();
  indent_ = 0;
  query(tree, columns.empty() ? nullptr : &columns, true);
  return std::move(out_);
}

void Printer::query(const QueryTree& tree, const std::vector<std::string>* columns,
                    bool names_visible) {
  const bool outer_prefix = prefix_;
  const int outer_indent = indent_;
  // A view's own range table has OLD and NEW before 16.
  prefix_ = !levels_.empty() || tree.rtable.size() != 1 || version_ < 16;
  levels_.push_back(make_level(tree));
  if (tree.command != Command::select || tree.is_odd) unknown("a query cannot be printed");
  with(tree);
  select(tree, columns, names_visible);
  levels_.pop_back();
  prefix_ = outer_prefix;
  indent_ = outer_indent;
}

void Printer::with(const QueryTree& tree) {
  if (tree.ctes.empty()) return;
  indent_ += standard;
  append(" ");
  append(tree.is_recursive ? "WITH RECURSIVE " : "WITH ");
  bool is_first = true;
  for (const Cte& cte : tree.ctes) {
    if (!is_first) append(", ");
    is_first = false;
    if (cte.is_odd || cte.query == nullptr) unknown("a query cannot be printed");
    append(quote(cte.name));
    if (!cte.columns.empty()) {
      append("(");
      for (std::size_t i = 0; i < cte.columns.size(); ++i) {
        if (i != 0) append(", ");
        append(quote(cte.columns[i]));
      }
      append(")");
    }
    append(" AS ");
    if (cte.materialized == 1) append("MATERIALIZED ");
    if (cte.materialized == 2) append("NOT MATERIALIZED ");
    append("(");
    keyword("", 0, 0, 0);
    query(*cte.query, nullptr, true);
    keyword("", 0, 0, 0);
    append(")");
  }
  indent_ -= standard;
  keyword("", 0, 0, 0);
}

void Printer::select(const QueryTree& tree, const std::vector<std::string>* columns,
                     bool names_visible) {
  if (tree.set != nullptr) {
    set_operation(tree, *tree.set, columns, names_visible);
  } else {
    basic_select(tree, columns, names_visible);
  }
  if (!tree.order.empty()) {
    keyword(" ORDER BY ", -standard, standard, 1);
    order(tree, tree.order, tree.set != nullptr);
  }
  limits(tree);
  for (const RowMark& mark : tree.marks) {
    keyword(mark.strength, -standard, standard, 0);
    append(" OF ");
    append(quote(names_of(tree, mark.rte).name));
    append(mark.wait);
  }
}

void Printer::limits(const QueryTree& tree) {
  if (tree.offset != nullptr) {
    keyword(" OFFSET ", -standard, standard, 0);
    print(*tree.offset, false);
  }
  if (tree.limit == nullptr) return;
  if (tree.is_with_ties) {
    keyword(" FETCH FIRST ", -standard, standard, 0);
    print(*tree.limit, false);
    append(" ROWS WITH TIES");
    return;
  }
  keyword(" LIMIT ", -standard, standard, 0);
  if (tree.limit->kind == Kind::constant && tree.limit->is_null) {
    append("ALL");
  } else {
    print(*tree.limit, false);
  }
}

void Printer::basic_select(const QueryTree& tree, const std::vector<std::string>* columns,
                           bool names_visible) {
  indent_ += standard;
  append(" ");
  if (tree.is_values) {
    const Rte& rte = tree.rtable.front();
    bool is_simple = columns == nullptr || columns->size() == rte.columns.size();
    for (std::size_t i = 0; is_simple && columns != nullptr && i < columns->size(); ++i) {
      is_simple = (*columns)[i] == rte.columns[i].name;
    }
    if (is_simple) {
      values(rte);
      return;
    }
  }
  append("SELECT");
  if (tree.is_distinct) {
    append(" DISTINCT");
    if (tree.is_distinct_on) {
      append(" ON (");
      for (std::size_t i = 0; i < tree.distinct.size(); ++i) {
        if (i != 0) append(", ");
        sort_item(tree, tree.distinct[i], false);
      }
      append(")");
    }
  }
  targets(tree, tree.targets, columns, names_visible);
  from(tree);
  if (tree.where != nullptr) {
    keyword(" WHERE ", -standard, standard, 1);
    print(*tree.where, false);
  }
  if (!tree.group.empty() || !tree.grouping_sets.empty()) {
    keyword(" GROUP BY ", -standard, standard, 1);
    if (tree.is_group_distinct) append("DISTINCT ");
    bool is_first = true;
    if (tree.grouping_sets.empty()) {
      for (const SortItem& item : tree.group) {
        if (!is_first) append(", ");
        is_first = false;
        sort_item(tree, item, false);
      }
    } else {
      for (const GroupingSet& set : tree.grouping_sets) {
        if (!is_first) append(", ");
        is_first = false;
        grouping_set(tree, set, true);
      }
    }
  }
  if (tree.having != nullptr) {
    keyword(" HAVING ", -standard, standard, 0);
    print(*tree.having, false);
  }
  bool is_first = true;
  for (const Window& window : tree.windows) {
    if (window.name.empty()) continue;
    if (is_first) {
      keyword(" WINDOW ", -standard, standard, 1);
    } else {
      append(", ");
    }
    is_first = false;
    append(quote(window.name));
    append(" AS ");
    window_spec(tree, window);
  }
}

void Printer::targets(const QueryTree& tree, const std::vector<Target>& list,
                      const std::vector<std::string>* columns, bool names_visible) {
  (void)tree;
  std::string_view separator = " ";
  bool was_multiline = false;
  std::size_t number = 0;
  for (const Target& target : list) {
    if (target.is_junk) continue;
    append(separator);
    separator = ", ";
    ++number;
    std::string outer = std::move(out_);
    out_.clear();
    std::string_view shown;
    bool has_shown = false;
    if (target.expr->kind == Kind::var) {
      shown = variable(*target.expr, true);
      has_shown = !shown.empty();
    } else {
      print(*target.expr, true);
      if (!names_visible) {
        shown = "?column?";
        has_shown = true;
      }
    }
    const std::string_view name = columns != nullptr && number <= columns->size()
                                      ? std::string_view((*columns)[number - 1])
                                      : std::string_view(target.name);
    if (!has_shown || shown != name) {
      append(" AS ");
      append(quote(name));
    }
    std::string item = std::move(out_);
    out_ = std::move(outer);
    if (item.starts_with('\n')) {
      remove_spaces();
      was_multiline = item.find('\n', 1) != std::string::npos;
    } else {
      if (number > 1) keyword("", -standard, standard, of_variable);
      was_multiline = item.find('\n') != std::string::npos;
    }
    out_ += item;
  }
  (void)was_multiline;
}

void Printer::from(const QueryTree& tree) {
  bool is_first = true;
  for (const int item : tree.from) {
    if (is_first) {
      keyword(" FROM ", -standard, standard, 2);
      is_first = false;
      from_item(tree, item);
      continue;
    }
    append(", ");
    std::string outer = std::move(out_);
    out_.clear();
    from_item(tree, item);
    std::string text = std::move(out_);
    out_ = std::move(outer);
    if (text.starts_with('\n')) {
      remove_spaces();
    } else {
      keyword("", -standard, standard, of_variable);
    }
    out_ += text;
  }
}

void Printer::column_list(const RteNames& names) {
  if (!names.prints_columns) return;
  bool is_first = true;
  for (const std::string_view column : names.columns) {
    append(is_first ? "(" : ", ");
    is_first = false;
    append(quote(column));
  }
  if (!is_first) append(")");
}

void Printer::from_item(const QueryTree& tree, int index) {
  const Rte& rte = tree.rtable[static_cast<std::size_t>(index)];
  if (rte.kind == RteKind::join) {
    join(tree, rte);
    return;
  }
  const RteNames& names = names_of(tree, index);
  if (rte.is_lateral) append("LATERAL ");
  bool prints_alias = rte.has_alias || names.prints_columns;
  switch (rte.kind) {
    case RteKind::relation: {
      if (rte.is_only) append("ONLY ");
      append(rte.printed);
      prints_alias = prints_alias || names.name != rte.name;
      break;
    }
    case RteKind::subquery:
      append("(");
      query(*rte.query, nullptr, true);
      append(")");
      prints_alias = prints_alias || version_ >= 16;
      break;
    case RteKind::function:
      from_function(rte);
      prints_alias = true;
      break;
    case RteKind::values:
      append("(");
      values(rte);
      append(")");
      prints_alias = true;
      break;
    case RteKind::cte:
      append(quote(rte.cte));
      prints_alias = prints_alias || names.name != rte.cte;
      break;
    default:
      unknown("a query cannot be printed");
  }
  if (prints_alias) {
    append(" ");
    append(quote(names.name));
  }
  if (!rte.definition.empty()) {
    append(rte.definition);
  } else {
    column_list(names);
  }
  if (!rte.sample.empty()) {
    append(" TABLESAMPLE ");
    append(rte.sample);
    append(" (");
    list(rte.sample_arguments, 0, rte.sample_arguments.size(), false);
    append(")");
    if (rte.sample_repeatable != nullptr) {
      append(" REPEATABLE (");
      print(*rte.sample_repeatable, false);
      append(")");
    }
  }
}

void Printer::from_function(const Rte& rte) {
  if (rte.functions.size() == 1 && (rte.definition.empty() || !rte.has_ordinality)) {
    // What looks like a function is printed as one, all else as CAST(… AS …), which is rare.
    const Expr& call = *rte.functions.front();
    if (call.kind != Kind::function && call.kind != Kind::sql_value) {
      unknown("a query cannot be printed");
    }
    print(call, true);
  } else {
    if (!rte.definition.empty()) unknown("a query cannot be printed");
    append("ROWS FROM(");
    list(rte.functions, 0, rte.functions.size(), true);
    append(")");
  }
  if (rte.has_ordinality) append(" WITH ORDINALITY");
}

void Printer::join(const QueryTree& tree, const Rte& rte) {
  if (rte.has_alias) unknown("a query cannot be printed");
  append("(");
  from_item(tree, rte.left);
  std::string_view word = " JOIN ";
  if (rte.join == JoinKind::left) word = " LEFT JOIN ";
  if (rte.join == JoinKind::right) word = " RIGHT JOIN ";
  if (rte.join == JoinKind::full) word = " FULL JOIN ";
  const bool is_inner = rte.join == JoinKind::inner || rte.join == JoinKind::cross;
  if (is_inner && rte.condition == nullptr && rte.join_using.empty()) word = " CROSS JOIN ";
  keyword(word, -standard, standard, of_join);
  from_item(tree, rte.right);
  if (!rte.join_using.empty()) {
    append(" USING (");
    for (std::size_t i = 0; i < rte.join_using.size(); ++i) {
      if (i != 0) append(", ");
      append(quote(rte.join_using[i]));
    }
    append(")");
    if (!rte.using_alias.empty()) {
      append(" AS ");
      append(quote(rte.using_alias));
    }
  } else if (rte.condition != nullptr) {
    append(" ON (");
    print(*rte.condition, false);
    append(")");
  } else if (!is_inner) {
    append(" ON TRUE");
  }
  append(")");
}

void Printer::values(const Rte& rte) {
  append("VALUES ");
  for (std::size_t row = 0; row < rte.values.size(); ++row) {
    append(row == 0 ? "(" : ", (");
    for (std::size_t i = 0; i < rte.values[row].size(); ++i) {
      if (i != 0) append(",");
      print(*rte.values[row][i], false);
    }
    append(")");
  }
}

void Printer::set_operation(const QueryTree& tree, const SetNode& node,
                            const std::vector<std::string>* columns, bool names_visible) {
  if (node.op == SetOp::none) {
    const QueryTree& leaf = *tree.rtable[static_cast<std::size_t>(node.rte)].query;
    const bool needs_parens = !leaf.ctes.empty() || !leaf.order.empty() || !leaf.marks.empty() ||
                              leaf.offset != nullptr || leaf.limit != nullptr;
    if (needs_parens) append("(");
    query(leaf, columns, names_visible);
    if (needs_parens) append(")");
    return;
  }
  bool needs_parens =
      node.left->op != SetOp::none && (node.left->op != node.op || node.left->all != node.all);
  int sub = 0;
  if (needs_parens) {
    append("(");
    sub = standard;
    keyword("", sub, 0, 0);
  }
  set_operation(tree, *node.left, columns, names_visible);
  if (needs_parens) {
    keyword(") ", -sub, 0, 0);
  } else {
    keyword("", -sub, 0, 0);
  }
  append(node.op == SetOp::union_      ? "UNION "
         : node.op == SetOp::intersect ? "INTERSECT "
                                       : "EXCEPT ");
  if (node.all) append("ALL ");
  needs_parens = node.right->op != SetOp::none;
  sub = 0;
  if (needs_parens) {
    append("(");
    sub = standard;
  }
  keyword("", sub, 0, 0);
  set_operation(tree, *node.right, columns, false);
  indent_ -= sub;
  if (needs_parens) keyword(")", 0, 0, 0);
}

void Printer::sort_item(const QueryTree& tree, const SortItem& item, bool force_number) {
  const Expr& expr = *item.expr;
  if (force_number) {
    int number = 0;
    for (int i = 0; i <= item.target && i < static_cast<int>(tree.targets.size()); ++i) {
      if (!tree.targets[static_cast<std::size_t>(i)].is_junk) ++number;
    }
    append(std::to_string(number));
  } else if (expr.kind == Kind::constant) {
    constant(expr, 1);
  } else if (expr.kind == Kind::var) {
    variable(expr, false);
  } else {
    const bool needs_parens =
        expr.kind == Kind::function || expr.kind == Kind::aggregate || expr.kind == Kind::window;
    if (needs_parens) append("(");
    print(expr, true);
    if (needs_parens) append(")");
  }
}

void Printer::order(const QueryTree& tree, const std::vector<SortItem>& items, bool force_number) {
  bool is_first = true;
  for (const SortItem& item : items) {
    if (!is_first) append(", ");
    is_first = false;
    sort_item(tree, item, force_number);
    if (!item.using_operator.empty()) {
      append(" USING ");
      append(item.using_operator);
      append(item.is_nulls_first ? " NULLS FIRST" : " NULLS LAST");
    } else if (item.is_descending) {
      append(" DESC");
      if (!item.is_nulls_first) append(" NULLS LAST");
    } else if (item.is_nulls_first) {
      append(" NULLS FIRST");
    }
  }
}

/// get_rule_groupingset.
void Printer::grouping_set(const QueryTree& tree, const GroupingSet& set, bool omit_parens) {
  const auto content = [&](bool omit) {
    bool is_first = true;
    for (const GroupingSet& inner : set.content) {
      if (!is_first) append(", ");
      is_first = false;
      grouping_set(tree, inner, omit);
    }
  };
  switch (set.kind) {
    case GroupingKind::empty:
      append("()");
      return;
    case GroupingKind::simple: {
      const bool has_parens = !omit_parens || set.targets.size() != 1;
      if (has_parens) append("(");
      for (std::size_t i = 0; i < set.targets.size(); ++i) {
        if (i != 0) append(", ");
        SortItem item;
        item.target = set.targets[i];
        item.expr = tree.targets[static_cast<std::size_t>(set.targets[i])].expr;
        sort_item(tree, item, false);
      }
      if (has_parens) append(")");
      return;
    }
    case GroupingKind::rollup:
      append("ROLLUP(");
      content(true);
      break;
    case GroupingKind::cube:
      append("CUBE(");
      content(true);
      break;
    case GroupingKind::sets:
      append("GROUPING SETS (");
      content(false);
      break;
  }
  append(")");
}

void Printer::window_spec(const QueryTree& tree, const Window& window) {
  // FRAMEOPTION_… of parsenodes.h
  constexpr int nondefault = 0x1, range = 0x2, rows = 0x4, groups = 0x8, between = 0x10;
  append("(");
  bool needs_space = false;
  if (!window.copied.empty()) {
    append(quote(window.copied));
    needs_space = true;
  }
  if (!window.partition.empty() && window.copied.empty()) {
    append("PARTITION BY ");
    for (std::size_t i = 0; i < window.partition.size(); ++i) {
      if (i != 0) append(", ");
      sort_item(tree, window.partition[i], false);
    }
    needs_space = true;
  }
  if (!window.order.empty()) {
    if (needs_space) append(" ");
    append("ORDER BY ");
    order(tree, window.order, false);
    needs_space = true;
  }
  const int frame = window.frame;
  if ((frame & nondefault) != 0) {
    if (needs_space) append(" ");
    if ((frame & range) != 0) append("RANGE ");
    if ((frame & rows) != 0) append("ROWS ");
    if ((frame & groups) != 0) append("GROUPS ");
    if ((frame & between) != 0) append("BETWEEN ");
    const auto offset = [&](const Expr* expr, bool is_preceding) {
      print(*expr, false);
      append(is_preceding ? " PRECEDING " : " FOLLOWING ");
    };
    if ((frame & 0x20) != 0) append("UNBOUNDED PRECEDING ");
    if ((frame & 0x200) != 0) append("CURRENT ROW ");
    if ((frame & (0x800 | 0x2000)) != 0) offset(window.start_offset, (frame & 0x800) != 0);
    if ((frame & between) != 0) {
      append("AND ");
      if ((frame & 0x100) != 0) append("UNBOUNDED FOLLOWING ");
      if ((frame & 0x400) != 0) append("CURRENT ROW ");
      if ((frame & (0x1000 | 0x4000)) != 0) offset(window.end_offset, (frame & 0x1000) != 0);
    }
    if ((frame & 0x8000) != 0) append("EXCLUDE CURRENT ROW ");
    if ((frame & 0x10000) != 0) append("EXCLUDE GROUP ");
    if ((frame & 0x20000) != 0) append("EXCLUDE TIES ");
    out_.pop_back();
  }
  append(")");
}

}  // namespace plumbline::sql::analysis
