/// The analyzed tree of expressions and queries, between the analysis and its printing. Names
/// follow PostgreSQL's primnodes.h and parsenodes.h; one struct for all kinds of expressions, whose
/// fields mean what the kind says.
#pragma once

#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

#include "sql/catalog.hpp"
#include "sql/types/type.hpp"

namespace plumbline::sql::analysis {

using Id = Catalog::Id;

enum class Kind : std::uint8_t {
  var,
  constant,
  param,         ///< number: 1, 2 …; text: how it is printed
  function,      ///< FuncExpr
  op,            ///< OpExpr
  distinct,      ///< DistinctExpr
  nullif,        ///< NullIfExpr
  array_op,      ///< ScalarArrayOpExpr; flag: ANY
  boolean,       ///< BoolExpr; number: BoolOp
  relabel,       ///< RelabelType
  via_io,        ///< CoerceViaIO
  array_coerce,  ///< ArrayCoerceExpr
  convert_row,   ///< ConvertRowtypeExpr
  domain,        ///< CoerceToDomain
  domain_value,  ///< CoerceToDomainValue
  collate,       ///< CollateExpr
  case_,         ///< args: WHEN, THEN, WHEN, THEN …, ELSE; extra: the expression behind CASE
  case_test,
  array,        ///< ArrayExpr; flag: of arrays
  row,          ///< RowExpr
  row_compare,  ///< args: left ones, then right ones
  coalesce,
  min_max,     ///< flag: GREATEST
  sql_value,   ///< SQLValueFunction; text: CURRENT_USER …
  null_test,   ///< flag: IS NOT NULL; is_row: by fields
  bool_test,   ///< text: " IS TRUE" …
  sublink,     ///< number: SublinkType
  aggregate,   ///< Aggref
  window,      ///< WindowFunc
  grouping,    ///< GroupingFunc
  subscript,   ///< SubscriptingRef; args: lower, upper (or null) for each; extra: of what
  field,       ///< FieldSelect; text: the field
  named_arg,   ///< text: the name
  set_default  ///< DEFAULT in VALUES or SET
};

enum class BoolOp : std::uint8_t { and_, or_, not_ };
enum class SublinkType : std::uint8_t { exists, all, any, row_compare, expr, array };
/// CoercionForm.
enum class Form : std::uint8_t { call, explicit_cast, implicit_cast, sql_syntax };

struct QueryTree;
struct Expr;

/// SortGroupClause, with the expression itself.
struct SortItem {
  Expr* expr = nullptr;
  int target = -1;  ///< index into QueryTree::targets
  bool is_descending = false;
  bool is_nulls_first = false;
  bool has_usable_default = true;  ///< false: USING an operator that is no default
  std::string_view using_operator;
};

/// What only aggregates and window functions have.
struct CallDetails {
  std::vector<SortItem> order;
  Expr* filter = nullptr;
  bool is_star = false;
  bool is_distinct = false;
  bool is_within_group = false;
  std::size_t direct_count = 0;  ///< of an ordered-set aggregate: arguments before WITHIN GROUP
  int window = -1;               ///< index into QueryTree::windows
  QueryTree* level = nullptr;    ///< the query that the aggregate belongs to
};

struct Expr {
  Kind kind{};
  Form form = Form::call;
  bool flag = false;
  bool is_row = false;
  bool is_variadic = false;
  bool is_multidim = false;
  char volatility = 'i';  ///< of what the node itself calls: i, s, v
  char planned = 0;       ///< the same once the planner has put a function's body in; 0: no other
  bool can_fail = false;  ///< that may raise an error
  bool returns_set = false;
  int number = 0;
  TypeId type = 0;
  int typmod = -1;
  std::string_view collation;  ///< as printed: `"C"`, `default`; "" = none
  std::string_view text;       ///< constant: its output form; function, op: the name as printed
  std::string_view name;       ///< function: bare and of the system, "" of a user's
  Id routine = Catalog::none;  ///< function, op, aggregate …: of a user
  Expr* extra = nullptr;
  std::vector<Expr*> args;
  // var
  QueryTree* level = nullptr;  ///< the query whose range table has it
  int rte = -1;
  int column = 0;  ///< from 1; 0 = the whole row
  // constant
  bool is_null = false;
  // sublink
  QueryTree* query = nullptr;
  CallDetails* details = nullptr;
  std::int64_t location = -1;
};

struct Target {
  Expr* expr = nullptr;
  std::string name;
  bool is_junk = false;
  int group_ref = 0;  ///< not 0: ORDER BY, GROUP BY, DISTINCT ON or a window means it
  int column = 0;     ///< of INSERT and UPDATE: of the target, from 1
  const Expr* written = nullptr;
};

struct Column {
  std::string_view name;
  TypeId type = 0;
  int typmod = -1;
  std::string_view collation;
  Id id = Catalog::none;   ///< of a relation's column
  Expr* merged = nullptr;  ///< of a join: what it stands for
};

enum class RteKind : std::uint8_t { relation, subquery, join, function, values, cte, result };
enum class JoinKind : std::uint8_t { inner, left, full, right, cross };

/// RangeTblEntry.
struct Rte {
  RteKind kind{};
  std::string alias;               ///< "" without
  std::vector<std::string> given;  ///< column aliases as written
  std::string name;                ///< by which it is known: alias or its own
  std::string printed;             ///< of a relation: qualified and quoted
  std::vector<Column> columns;
  Id relation = Catalog::none;
  bool is_system = false;
  bool is_lateral = false;
  bool is_only = false;
  bool has_alias = false;
  bool is_implicit_row = false;  ///< OLD and NEW of a rule
  TypeId row_type = 0;
  QueryTree* query = nullptr;  ///< of a subquery
  std::vector<Expr*> functions;
  bool has_ordinality = false;
  bool is_rows_from = false;
  std::string definition;  ///< the column definition list of a function, with its brackets
  std::vector<std::vector<Expr*>> values;
  std::string cte;
  std::string sample;  ///< TABLESAMPLE: the method as printed
  std::vector<Expr*> sample_arguments;
  Expr* sample_repeatable = nullptr;
  // of a join
  JoinKind join{};
  int left = -1;
  int right = -1;
  Expr* condition = nullptr;
  std::vector<std::string> join_using;
  std::string using_alias;
  bool is_natural = false;
  std::size_t merged_count = 0;
};

struct Cte {
  std::string name;
  std::vector<std::string> columns;
  QueryTree* query = nullptr;
  bool is_recursive = false;
  int materialized = 0;  ///< 1: MATERIALIZED, 2: NOT MATERIALIZED
  bool is_odd = false;   ///< SEARCH, CYCLE
  bool is_open = false;  ///< being analyzed: a reference to it is its own
  bool is_self_referenced = false;
  std::vector<Column> result;  ///< empty while they are not known
};

struct Window {
  std::string name;    ///< "" of OVER (…)
  std::string copied;  ///< the name it starts from
  std::vector<SortItem> partition;
  std::vector<SortItem> order;
  int frame = 0;
  Expr* start_offset = nullptr;
  Expr* end_offset = nullptr;
};

enum class GroupingKind : std::uint8_t { empty, simple, rollup, cube, sets };
struct GroupingSet {
  GroupingKind kind{};
  std::vector<int> targets;
  std::vector<GroupingSet> content;
};

enum class SetOp : std::uint8_t { none, union_, intersect, except };
struct SetNode {
  SetOp op = SetOp::none;  ///< none: a leaf
  bool all = false;
  int rte = -1;
  SetNode* left = nullptr;
  SetNode* right = nullptr;
  std::vector<Column> columns;
};

struct RowMark {
  int rte = -1;
  std::string_view strength;  ///< " FOR UPDATE"
  std::string_view wait;      ///< " NOWAIT"
};

enum class Command : std::uint8_t { select, insert, update, delete_, merge, nothing, utility };

struct QueryTree {
  Command command{};
  std::vector<Rte> rtable;
  std::vector<int> from;  ///< indexes into rtable; joins stand for their two sides
  Expr* where = nullptr;
  std::vector<Target> targets;
  std::vector<Target> returning;
  std::vector<Target> conflict;  ///< ON CONFLICT DO UPDATE SET
  std::vector<Cte> ctes;
  bool is_recursive = false;
  std::vector<SortItem> group;
  std::vector<GroupingSet> grouping_sets;
  bool is_group_distinct = false;
  Expr* having = nullptr;
  std::vector<Window> windows;
  std::vector<SortItem> distinct;
  bool is_distinct_on = false;
  bool is_distinct = false;
  std::vector<SortItem> order;
  Expr* limit = nullptr;
  Expr* offset = nullptr;
  bool is_with_ties = false;
  std::vector<RowMark> marks;
  SetNode* set = nullptr;
  bool has_aggregates = false;
  bool has_windows = false;
  bool has_set_functions = false;
  bool has_sublinks = false;
  bool has_modifying_cte = false;
  bool is_values = false;
  // INSERT, UPDATE, DELETE, MERGE
  int target = -1;
  bool is_insert_select = false;
  bool is_insert_default = false;
  bool is_odd = false;  ///< has something that is not printed
  QueryTree* parent = nullptr;
};

/// Owns a tree. Lists, because most trees are a node or two: an empty one costs nothing.
class Arena {
 public:
  Expr* make(Kind kind) {
    Expr& expr = exprs_.emplace_front();
    expr.kind = kind;
    return &expr;
  }
  Expr* copy(const Expr& expr) { return &exprs_.emplace_front(expr); }
  QueryTree* make_query() { return &queries_.emplace_front(); }
  CallDetails* make_details() { return &details_.emplace_front(); }
  SetNode* make_set() { return &sets_.emplace_front(); }
  std::string_view keep(std::string text) { return texts_.emplace_front(std::move(text)); }

 private:
  std::forward_list<Expr> exprs_;
  std::forward_list<QueryTree> queries_;
  std::forward_list<CallDetails> details_;
  std::forward_list<SetNode> sets_;
  std::forward_list<std::string> texts_;
};

}  // namespace plumbline::sql::analysis
