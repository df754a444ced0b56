/// What an analyzed tree tells besides its text.
#pragma once

#include <vector>

#include "sql/analysis/tree.hpp"

namespace plumbline::sql::analysis {

struct Facts {
  char volatility = 'i';
  char planned = 'i';  ///< the same as the planner sees it
  bool can_fail = false;
  bool calls_user_code = false;
  bool has_whole_row = false;
  bool has_variables = false;
  bool has_user_volatility = false;  ///< a user's function is why it is not immutable
  std::vector<Id> columns;           ///< of relations, each once
  std::vector<Id> types;             ///< the user's, each once
  std::vector<Id> objects;           ///< constants that name an object
};

Facts facts_of(const Expr& expr);
Facts facts_of(const QueryTree& query);

}  // namespace plumbline::sql::analysis
