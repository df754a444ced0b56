/// Parse analysis: from PostgreSQL's raw tree to the analyzed one, with the errors that the server
/// would raise. One object a statement. Rules: parse_expr.c, parse_func.c, parse_agg.c,
/// parse_relation.c, parse_clause.c, parse_target.c, parse_cte.c, analyze.c.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sql/analysis/catalog_types.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/analysis/place.hpp"
#include "sql/analysis/tree.hpp"
#include "sql/analysis/type_name.hpp"
#include "sql/session.hpp"
#include "sql/types/coercion.hpp"
#include "sql/types/literal.hpp"
#include "sql/types/operator.hpp"
#include "sql/types/routine.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql::analysis {

/// ParseNamespaceColumn.
struct VisibleColumn {
  std::string_view name;
  int rte = -1;
  int column = 0;
  Expr* merged = nullptr;  ///< of FULL JOIN USING: what it stands for
};

/// ParseNamespaceItem.
struct Visible {
  std::string name;
  int rte = -1;
  bool is_table = true;    ///< the name can be used
  bool is_columns = true;  ///< its columns can be used bare
  bool is_lateral_only = false;
  bool is_lateral_ok = true;
  Id plain = Catalog::none;  ///< the relation, where it has no alias
  std::vector<VisibleColumn> columns;
};

/// ParseState.
struct State {
  State* parent = nullptr;
  QueryTree* query = nullptr;
  std::vector<Visible> names;
  ExprKind kind = ExprKind::none;
  bool is_lateral_active = false;
  std::vector<Cte*> ctes;
  std::vector<std::string> future_ctes;
  bool has_target_srf = false;
  bool resolves_unknowns = true;
  const Scope* scope = nullptr;
  std::vector<Node> windows;  ///< WINDOW's, then those of OVER
  Cte* parent_cte = nullptr;
};

/// Of subqueries that are values: the name of their only column.
using SublinkNames = std::unordered_map<const detail::Item*, std::string>;

class Analyzer {
 public:
  Analyzer(Session& session, const Scope& scope)
      : session_(session),
        catalog_(session.catalog),
        types_(session),
        scope_(types_.scope()),
        names_(scope) {}

  Arena arena;
  std::vector<Id> reads;
  std::vector<Id> writes;
  std::vector<std::string> reads_system;
  std::vector<Id> needs;
  bool is_exact = true;
  bool calls_user_code = false;
  bool checks_rights = true;

  [[nodiscard]] const TypeScope& scope() const noexcept { return scope_; }
  [[nodiscard]] const CatalogTypes& catalog_types() const noexcept { return types_; }
  [[nodiscard]] int version() const noexcept { return scope_.version; }

  // -- Expressions (transform_expression.cpp)
  Expr* transform(State& state, const Node& node, ExprKind kind);
  Expr* transform_where(State& state, const Node& node, ExprKind kind, std::string_view construct);
  Expr* transform_limit(State& state, const Node& node, ExprKind kind, std::string_view construct);

  // -- Coercion (coerce.cpp)
  Expr* coerce(State* state, Expr* expr, TypeRef target, CoercionContext context, Form form,
               std::int64_t location = -1);  ///< null: there is no way
  Expr* coerce_type(State* state, Expr* expr, TypeRef target, CoercionContext context, Form form);
  Expr* coerce_typmod(Expr* expr, TypeRef target, CoercionContext context, Form form,
                      bool hide_input);
  Expr* coerce_to_boolean(State& state, Expr* expr, std::string_view construct);
  Expr* coerce_to_specific(State& state, Expr* expr, TypeId target, std::string_view construct);
  Expr* coerce_to_common(State& state, Expr* expr, TypeId target, std::string_view context);
  TypeId common_type(const std::vector<Expr*>& exprs, std::string_view context);
  int common_typmod(const std::vector<Expr*>& exprs, TypeId type) const;
  static bool returns_set(const Expr& expr);
  Expr* constant(TypeId type, std::string text);
  Expr* null_constant(TypeRef type);

  // -- Queries (select.cpp, modify.cpp)
  QueryTree* select(const Node& statement, State* parent, Cte* cte = nullptr, bool is_top = false,
                    bool resolves_unknowns = true);
  int add_relation(State& state, Id relation, std::string_view name, bool is_implicit);
  std::string_view collation_of_type(TypeId type);
  static std::vector<Column> columns_of(const QueryTree& tree);
  Expr* call(State& state, const Node& node, std::vector<Expr*> args, bool is_procedure);
  void add_visible(State& state, int rte, bool is_table, bool is_columns);
  Expr* make_var(State& state, QueryTree* level, int rte, int column);
  void fill_relation(Rte& rte, Id relation);
  void require_right(Id relation, std::string_view right);
  void check_right(Id relation, std::string_view right) const;
  void note_policies(Id relation);

  // -- Collations (collate.cpp)
  void assign_collation(Expr* expr);

 private:
  friend class CollationWalk;

  // transform_expression.cpp
  Expr* recurse(State& state, const Node& node);
  Expr* recurse_here(State& state, const Node& node);
  Expr* recurse_rare(State& state, const Node& node);
  Expr* constant_node(const Node& node);
  Expr* column_ref(State& state, const Node& node);
  Expr* qualified_column(State& state, const Node& node, const std::vector<std::string_view>& path,
                         bool has_star);
  Expr* param_ref(State& state, const Node& node);
  Expr* indirection(State& state, const Node& node);
  Expr* apply_indirection(State& state, Expr* base, const Node& list);
  Expr* select_field(State& state, Expr* base, std::string_view field, std::int64_t location);
  Expr* subscript(State& state, Expr* base, const std::vector<Node>& subscripts);
  Expr* bool_expr(State& state, const Node& node);
  Expr* case_expr(State& state, const Node& node);
  Expr* coalesce(State& state, const Node& node);
  Expr* min_max(State& state, const Node& node);
  Expr* array(State& state, const Node& node, TypeId array_type, TypeId element_type, int typmod);
  Expr* row(State& state, const Node& node);
  Expr* type_cast(State& state, const Node& node);
  Expr* collate_clause(State& state, const Node& node);
  Expr* sql_value(const Node& node);
  Expr* null_test(State& state, const Node& node);
  Expr* boolean_test(State& state, const Node& node);
  Expr* sublink(State& state, const Node& node);
  Expr* row_sublink(State& state, const Node& name, const Node& left, const Node& right);
  SortItem sort_item(State& state, const Node& sort, Expr* expr, int target);
  std::string collation_name(const Node& names);

  void note_cast(TypeId source, TypeId target);
  void read_regclass(Expr& made);

  // transform_operator.cpp
  Expr* a_expr(State& state, const Node& node);
  Expr* make_op(State& state, const Node& name, Expr* left, Expr* right);
  Expr* make_named_op(State& state, std::string_view name, Expr* left, Expr* right);
  Expr* make_op_named(State& state, std::string_view schema, std::string_view name, Expr* left,
                      Expr* right);
  Expr* make_array_op(State& state, const Node& name, bool use_or, Expr* left, Expr* right);
  Expr* make_row_op(State& state, const Node& name, const std::vector<Expr*>& left,
                    const std::vector<Expr*>& right);
  Expr* make_distinct(State& state, const Node& name, Expr* left, Expr* right);
  Expr* make_bool(BoolOp op, std::vector<Expr*> args);
  Expr* nullif(State& state, const Node& node);
  Expr* in(State& state, const Node& node);
  Expr* between(State& state, const Node& node);
  Expr* distinct(State& state, const Node& node);
  Expr* plain_op(State& state, const Node& node);
  std::string_view printed_operator(const OperatorInfo& found);
  void note_operator(const ResolvedOperator& op, Expr& expr, const Expr* right);

  // transform_call.cpp
  Expr* func_call(State& state, const Node& node);
  CallForm call_form(const Node& node, const std::vector<Expr*>& args, bool is_procedure);
  Expr* routine(State& state, const Node& node, const ResolvedCall& found, std::vector<Expr*> args,
                Expr* filter);
  Expr* finish_aggregate(State& state, const Node& node, Expr& made, Expr* filter);
  Expr* finish_window(State& state, const Node& node, Expr& made, Expr* filter);
  static State* state_of_call(State& state, const Expr& expr);
  static void check_inside_aggregate(const Expr& expr, const QueryTree* level);
  static void check_aggregate_place(const State& state, std::string_view what);
  static void check_window_place(const State& state);
  static void check_srf_place(State& state);
  Expr* grouping_func(State& state, const Node& node);
  std::string_view printed_function(const FunctionInfo& found);

  // names.cpp
  struct AskedRight {
    Id relation;
    std::string_view right;
  };
  void check_rights();
  std::vector<AskedRight> asked_rights_;
  std::string refused_target_;  ///< what the server says of a target when it begins to run
  Expr* system_column(const Visible& item, QueryTree* level, std::string_view name, ExprKind kind);
  Expr* column_of(State& state, State& owner, const Visible& item, std::string_view name);
  Expr* bare_column(State& state, std::string_view name);
  const Visible* visible_table(State& state, std::string_view schema, std::string_view name,
                               State*& owner);
  Expr* parameter(std::string_view name);
  static bool bare_column_here(State& state, std::string_view name);

  // targets.cpp
  [[nodiscard]] std::string figure_name(const Node& node) const;
  bool expand_star(State& state, const Node& value, std::vector<Target>& targets);
  void target_list(State& state, const Node& list, std::vector<Target>& targets, ExprKind kind);
  Expr* sublink_test(State& state, const Node& name, const std::vector<Expr*>& left,
                     const std::vector<const Target*>& columns);

  // from.cpp
  void from_clause(State& state, const Node& list);
  static void set_lateral(std::vector<Visible>& names, bool is_only, bool is_ok);
  static void check_conflicts(const std::vector<Visible>& a, const std::vector<Visible>& b);
  static int add_rte(State& state, Rte rte);
  void apply_alias(Rte& rte, const Node& alias, std::string_view what);
  static Visible visible_rte(const State& state, int index);
  int from_item(State& state, const Node& item, std::vector<Visible>& made);
  int from_table(State& state, const Node& range);
  int from_cte(State& state, const Node& range, std::string_view name);
  int from_subselect(State& state, const Node& item);
  int from_function(State& state, const Node& item);
  int from_join(State& state, const Node& item, std::vector<Visible>& made);
  void function_columns(Rte& rte, const Expr& call, const Node& definitions, std::string_view name,
                        bool has_alias);
  void fill_sequence(Rte& rte, Id relation);
  void fill_system(Rte& rte, const std::string& system);
  Expr* var_of(State& state, const VisibleColumn& column);
  Expr* merged_column(State& state, JoinKind kind, Expr* left, Expr* right);
  static std::vector<std::string> natural_columns(const std::vector<VisibleColumn>& left,
                                                  const std::vector<VisibleColumn>& right);

  // select.cpp
  void plain_select(State& state, const Node& statement);
  void values_statement(State& state, const Node& statement);
  void set_statement(State& state, const Node& statement);
  SetNode* set_tree(State& state, const Node& statement, bool is_top);
  SetNode* set_leaf(State& state, const Node& statement, std::vector<Expr*>& exprs);
  Column set_column(State& state, const SetNode& node, std::size_t i, std::string_view word);
  void resolve_unknowns(State& state, std::vector<Target>& targets);
  static void replace_target(QueryTree& query, Target& target, Expr* made);
  void finish(State& state);
  std::vector<std::vector<Expr*>> value_lists(State& state, const Node& lists,
                                              const bool* defaults);

  // cte.cpp
  void with_clause(State& state, const Node& clause);
  void common_table(State& state, const Node& node);
  void name_columns(Cte& cte, std::vector<Column> columns);
  void settle_recursive(Cte& cte, State& state, const SetNode& left);
  void check_recursive(const Cte& cte, const QueryTree& tree);

  // clauses.cpp
  int find_target_99(State& state, const Node& node, ExprKind kind);
  int find_target_92(State& state, const Node& node, ExprKind kind);
  Expr* settle_target(State& state, int index);
  std::vector<SortItem> sort_clause(State& state, const Node& list, ExprKind kind, bool is_99);
  SortItem group_item(State& state, const Node& node, ExprKind kind, bool is_99);
  static void add_group(State& state, const SortItem& item);
  GroupingSet grouping_set(State& state, const Node& node);
  void group_clause(State& state, const Node& statement);
  void distinct_clause(State& state, const Node& list);
  Expr* frame_offset(State& state, const Node& node, const Window& window);
  void window_definitions(State& state);
  void locking(State& state, const Node& list);
  void check_aggregates(State& state);

  // modify.cpp
  QueryTree* modify(const Node& statement, State* parent, Cte* cte);
  void insert(State& state, const Node& statement);
  void update(State& state, const Node& statement);
  void delete_from(State& state, const Node& statement);
  void merge(State& state, const Node& statement);
  int target_table(State& state, const Node& range, std::string_view right, std::string_view verb);
  void on_conflict(State& state, const Node& clause, int target);
  void update_targets(State& state, const Node& list, int target, std::vector<Target>& targets);
  Expr* assign(State& state, Expr* expr, const Column& column, std::string_view name);
  std::vector<int> insert_columns(const Rte& rte, const Node& list);
  void insert_rows(State& state, const Node& statement, int target,
                   const std::vector<int>& columns);
  void returning(State& state, const Node& list);
  void check_generated_targets(State& state, std::string_view overriding);
  void infer_arbiter(State& state, const Node& infer, int target);

  Session& session_;
  std::string first_collation_;  // not the default; of the columns seen so far
  Catalog& catalog_;
  CatalogTypes types_;
  const TypeScope& scope_;
  const Scope& names_;
  int depth_ = 0;
  int query_depth_ = 0;
  bool has_insert_list_ = false;
  SublinkNames sublink_names_;
  /// Of calls that give rows: what their columns are called and are.
  std::unordered_map<const Expr*, std::vector<std::pair<std::string_view, TypeId>>> outputs_;
};

}  // namespace plumbline::sql::analysis
