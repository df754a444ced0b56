/// The names that a printed query gives to its tables and columns.
#include <algorithm>
#include <set>

#include "sql/analysis/printer.hpp"
#include "sql/failure.hpp"

namespace plumbline::sql::analysis {

const Printer::Level* Printer::level_of(const QueryTree* tree) const {
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
    if (level->query == tree) return &*level;
  }
  return nullptr;
}

const Printer::RteNames& Printer::names_of(const QueryTree& tree, int rte) const {
  const Level* const level = level_of(&tree);
  if (level == nullptr) unknown("a query cannot be printed");
  return level->names[static_cast<std::size_t>(rte)];
}

/// set_relation_column_names: whether any is called otherwise than it is.
bool Printer::name_columns(const Rte& rte, RteNames& names) {
  names.columns.reserve(rte.columns.size());
  for (const Column& column : rte.columns) names.columns.push_back(column.name);
  // A table's own columns have a name each.
  if (rte.kind == RteKind::relation && rte.given.empty()) return false;
  bool has_changed = false;
  std::set<std::string_view> used;
  for (std::string_view& name : names.columns) {
    const std::string_view own = name;
    for (int number = 1; !used.insert(name).second; ++number) {
      name = renamed_.emplace_front(std::string(own) + "_" + std::to_string(number));
      has_changed = true;
    }
  }
  return has_changed;
}

/// set_rtable_names.
Printer::Level Printer::make_level(const QueryTree& tree) {
  Level level;
  level.query = &tree;
  std::set<std::string, std::less<>> taken;
  for (const Level& outer : levels_) {
    for (const RteNames& names : outer.names) taken.insert(names.name);
  }
  const bool has_old_and_new = version_ < 16 && levels_.empty() && tree.command == Command::select;
  if (has_old_and_new && !tree.rtable.empty() && !tree.rtable.front().is_implicit_row) {
    taken.insert("old");
    taken.insert("new");
  }
  for (const Rte& rte : tree.rtable) {
    RteNames names;
    const bool is_named = rte.kind != RteKind::join || rte.has_alias;
    if (is_named && !rte.name.empty()) {
      names.name = rte.name;
      for (int number = 1; !taken.insert(names.name).second; ++number) {
        const std::string suffix = "_" + std::to_string(number);
        names.name = rte.name.substr(0, 63 - suffix.size()) + suffix;
      }
    }
    const bool has_changed = rte.kind != RteKind::join && name_columns(rte, names);
    switch (rte.kind) {
      case RteKind::relation:
        names.prints_columns = has_changed || !rte.given.empty();
        break;
      case RteKind::function:
        names.prints_columns = true;
        break;
      default:
        names.prints_columns = has_changed || !rte.given.empty();
    }
    level.names.push_back(std::move(names));
  }
  return level;
}

/// get_variable; gives the column's name, "" for a whole row.
std::string_view Printer::variable(const Expr& expr, bool is_top_level) {
  const QueryTree& tree = *expr.level;
  const Rte& rte = tree.rtable[static_cast<std::size_t>(expr.rte)];
  if (rte.kind == RteKind::join && !rte.has_alias) {
    const Column& column = rte.columns[static_cast<std::size_t>(expr.column - 1)];
    append(quote(column.name));
    return column.name;
  }
  const RteNames& names = names_of(tree, expr.rte);
  const bool is_whole = expr.column == 0;
  std::string_view name;
  if (expr.column < 0) {
    name = expr.text;
  } else if (!is_whole) {
    name = names.columns[static_cast<std::size_t>(expr.column - 1)];
  }
  if (!names.name.empty() && (prefix_ || is_whole || rte.is_implicit_row)) {
    append(quote(names.name));
    append(".");
  }
  if (is_whole) {
    append("*");
    if (is_top_level) {
      append("::");
      append(type_text(expr.type, expr.typmod));
    }
    return {};
  }
  append(quote(name));
  return name;
}

}  // namespace plumbline::sql::analysis
