/// INSERT, UPDATE, DELETE and MERGE: analyze.c.
#include "sql/analysis/analyzer.hpp"

namespace plumbline::sql::analysis {

QueryTree* Analyzer::modify(const Node& statement, State* parent, Cte* cte) {
  (void)parent;
  (void)cte;
  unknown("a statement of kind " + std::string(statement.type()) + " is not followed");
}

}  // namespace plumbline::sql::analysis
