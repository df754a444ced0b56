/// Parse analysis of expressions: what they refer to, their type, whether they are allowed where
/// they stand, and how the server prints them. Rules: transformExpr of parse_expr.c and its checks
/// by ParseExprKind, get_rule_expr of ruleutils.c.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sql/session.hpp"

namespace plumbline::sql {

enum class Volatility : std::uint8_t { immutable, stable, volatile_ };

/// Where an expression stands, which decides what it may hold (ParseExprKind).
enum class Place : std::uint8_t {
  check,
  domain_check,
  default_,          ///< of a column; of a domain
  generated,         ///< 42P17 unless immutable
  index_expression,  ///< 42P17 unless immutable
  index_predicate,   ///< 42P17 unless immutable
  statistics,
  using_type,  ///< ALTER COLUMN TYPE … USING
  partition_key,
  partition_bound,
  policy,
  trigger_when,
  function_default,  ///< of a parameter: it may hold no column (42703)
  call_argument,
  publication_where,
};

/// The names an expression can use.
struct Scope {
  Id relation = Catalog::none;  ///< its columns, bare or behind its name
  bool has_old = false;         ///< old.column of `relation` (triggers, rules)
  bool has_new = false;
  /// VALUE of a domain's check: its type, as schema.md writes types; "" = there is none.
  std::string value_type;
  /// Parameters of a function: name ("" without) and type, in order: $1, $2 … and by name.
  std::vector<std::pair<std::string, std::string>> parameters;
  /// Of a function in SQL: its own name, behind which its parameters can be written.
  std::string function_name;
};

struct Expression {
  std::string
      text;  ///< as pg_get_expr prints it with an empty search_path, outer brackets included
  bool is_exact = true;   ///< false: `text` is what was written, because we cannot print it so
  std::string type;       ///< "integer", "public.mood[]"
  std::string collation;  ///< what CREATE TABLE AS would give a column; "" for the type's own
  Volatility volatility = Volatility::immutable;
  bool can_fail = false;  ///< evaluating it may raise an error, depending on rows
  bool is_constant = false;
  bool is_null = false;     ///< the constant NULL
  bool is_call = false;     ///< looks like a call: an index prints it without brackets
  bool is_column = false;   ///< is just a column of the scope's relation
  bool is_row = false;      ///< holds a whole row
  std::vector<Id> columns;  ///< of the scope's relation, each once, in order of position
  std::vector<Id> needs;  ///< user functions, types, operators, sequences, other relations' columns
};

/// `target_type`: it is assigned to that type (defaults, generated columns: 42804 when there is no
/// assignment cast), "boolean" for conditions. Throws Failure or Unknown.
Expression analyze_expression(Session& session, const Node& expression, const Scope& scope,
                              Place place, std::string_view target_type = {});

}  // namespace plumbline::sql
