/// Values that a column of a given type may take, the likeliest first, for a row that nobody gave.
#pragma once

#include <string>
#include <vector>

#include "sql/session.hpp"
#include "sql/types/type.hpp"

namespace plumbline::gate {

struct ValueChoice {
  /// As the type's output function prints them. Empty: none is known for this type.
  std::vector<std::string> values;
  bool is_not_null = false;  ///< the domain says so
  bool has_default = false;  ///< the domain has one
  std::string type;          ///< as the catalog has it
};

/// `number` makes values of unique columns distinct; 0 for columns that are not.
ValueChoice choose_values(sql::Session& session, sql::Id column, int number);

/// Constants that the table's checks compare its columns with, and what lies beside them.
std::vector<std::string> values_of_check(std::string_view expression);

/// Texts that the check's patterns take (`~`), which nothing here can tell for sure.
std::vector<std::string> values_of_patterns(std::string_view expression);

/// As SQL has the value: numbers and truth bare, all else quoted.
std::string value_sql(sql::Session& session, sql::Id column, const std::string& value);

/// Names of the columns in the expression.
bool mentions_column(const sql::Catalog& catalog, std::string_view expression, sql::Id column);

}  // namespace plumbline::gate
