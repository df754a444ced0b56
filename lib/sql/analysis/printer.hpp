/// Prints an analyzed tree as the server does with search_path = pg_catalog: pg_get_expr,
/// pg_get_viewdef. Rules: ruleutils.c of PostgreSQL 12 to 18.
#pragma once

#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

#include "sql/analysis/tree.hpp"
#include "sql/types/type.hpp"

namespace plumbline::sql::analysis {

class Printer {
 public:
  /// `version` is the major one.
  explicit Printer(const TypeScope& scope) : scope_(scope), version_(scope.version) {}

  /// pg_get_expr: bare columns of the query's first range table entry; OLD and NEW where the
  /// expression has them.
  std::string expression(const Expr& expr, const QueryTree* names);
  /// pg_get_viewdef without the semicolon; `columns` are the view's names, empty for the query's
  /// own.
  std::string view(const QueryTree& query, const std::vector<std::string>& columns);

  /// Cleared by what is printed without being sure.
  [[nodiscard]] bool is_exact() const noexcept { return is_exact_; }

 private:
  struct RteNames {
    std::string name;  // "" of an unnamed join
    std::vector<std::string_view> columns;
    bool prints_columns = false;
  };
  struct Level {
    const QueryTree* query = nullptr;
    std::vector<RteNames> names;
  };

  // Layout
  void keyword(std::string_view text, int before, int after, int plus);
  void remove_spaces();
  void append(std::string_view text) { out_.append(text); }
  [[nodiscard]] std::string quote(std::string_view identifier) const;

  // Expressions
  void print(const Expr& expr, bool show_implicit);
  void list(const std::vector<Expr*>& exprs, std::size_t first, std::size_t end,
            bool show_implicit);
  void constant(const Expr& expr, int show_type);
  void coercion(const Expr& arg, const Expr& cast, int typmod);
  void implicit(const Expr& expr, bool show_implicit);
  void function(const Expr& expr, bool show_implicit);
  bool sql_function(const Expr& expr);
  void arguments(const Expr& expr, bool show_implicit);
  void oper(const Expr& expr);
  void case_expr(const Expr& expr);
  void subscripts(const Expr& expr, bool show_implicit);
  void sublink(const Expr& expr);
  void aggregate(const Expr& expr);
  void window_call(const Expr& expr);
  void boolean(const Expr& expr);
  void other(const Expr& expr, bool show_implicit);
  std::string_view variable(const Expr& expr, bool is_top_level);
  [[nodiscard]] std::string type_text(TypeId type, int typmod) const;

  // Queries
  void query(const QueryTree& tree, const std::vector<std::string>* columns, bool names_visible);
  void with(const QueryTree& tree);
  void select(const QueryTree& tree, const std::vector<std::string>* columns, bool names_visible);
  void basic_select(const QueryTree& tree, const std::vector<std::string>* columns,
                    bool names_visible);
  void targets(const QueryTree& tree, const std::vector<Target>& list,
               const std::vector<std::string>* columns, bool names_visible);
  void from(const QueryTree& tree);
  void from_item(const QueryTree& tree, int rte);
  void from_function(const Rte& rte);
  void join(const QueryTree& tree, const Rte& rte);
  void values(const Rte& rte);
  void set_operation(const QueryTree& tree, const SetNode& node,
                     const std::vector<std::string>* columns, bool names_visible);
  void sort_item(const QueryTree& tree, const SortItem& item, bool force_number);
  void order(const QueryTree& tree, const std::vector<SortItem>& items, bool force_number);
  void grouping_set(const QueryTree& tree, const GroupingSet& set, bool omit_parens);
  void window_spec(const QueryTree& tree, const Window& window);
  void limits(const QueryTree& tree);
  void column_list(const RteNames& names);

  // Names
  Level make_level(const QueryTree& tree);
  bool name_columns(const Rte& rte, RteNames& names);
  [[nodiscard]] const Level* level_of(const QueryTree* tree) const;
  [[nodiscard]] const RteNames& names_of(const QueryTree& tree, int rte) const;

  const TypeScope& scope_;
  int version_;
  std::string out_;
  int indent_ = 0;
  bool prefix_ = false;
  bool in_group_by_ = false;
  bool is_exact_ = true;
  std::vector<Level> levels_;
  std::forward_list<std::string> renamed_;
};

}  // namespace plumbline::sql::analysis
