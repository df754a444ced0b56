/// Parse analysis of queries: columns, what is read and written, and the text of a view. Rules:
/// analyze.c, parse_clause.c, parse_relation.c; get_query_def of ruleutils.c.
#pragma once

#include <string>
#include <vector>

#include "sql/analysis/expression.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

struct QueryColumn {
  std::string name;
  std::string type;       ///< as schema.md writes types
  std::string collation;  ///< "" for the type's own
};

struct Query {
  std::vector<QueryColumn> columns;  ///< of its result; of INSERT … the RETURNING list
  std::string text;                  ///< as pg_get_viewdef prints it, without the semicolon
  bool is_exact = true;              ///< false: `text` is what was written
  std::vector<Id> needs;  ///< columns, relations, functions, types that it cannot be without
  std::vector<Id> reads;  ///< relations
  std::vector<Id> writes;
  std::vector<std::string> reads_system;  ///< "pg_catalog.pg_class"
  Volatility volatility = Volatility::immutable;
  bool calls_user_code = false;     ///< functions that are not the system's or SQL in plain sight
  bool can_fail = false;            ///< running it may raise an error, depending on rows
  bool has_modifying_with = false;  ///< WITH holds INSERT, UPDATE, DELETE or MERGE
};

enum class QueryPlace : std::uint8_t { statement, view, table_as, function_body };

/// SELECT, VALUES, INSERT, UPDATE, DELETE, MERGE. Throws Failure or Unknown.
Query analyze_query(Session& session, const Node& query, QueryPlace place, const Scope& scope = {});
/// The same, printed with the column names that a view gives; those that it leaves out stay.
Query analyze_named_query(Session& session, const Node& query, QueryPlace place,
                          const std::vector<std::string>& columns, const Scope& scope = {});

namespace analysis {

class Analyzer;
struct QueryTree;

/// Of a tree that this analyzer has made.
Query query_of(Analyzer& analyzer, const QueryTree& tree);

}  // namespace analysis

}  // namespace plumbline::sql
