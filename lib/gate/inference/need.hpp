/// What a statement asks of rows that must be there before it: Alembic's queries that a `raise`
/// follows, blocks that raise an exception where a row is missing, references of rows that are
/// inserted. Names are looked up in the catalog as it stands before the statement.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plumbline/statement.hpp"
#include "sql/session.hpp"

namespace plumbline::gate {

/// What one column of the row must be.
struct RowCondition {
  sql::Id column = sql::Catalog::none;
  enum class Kind : std::uint8_t { equal, equal_without_case, null, not_null } kind = Kind::equal;
  std::string value;  ///< of the equal ones
};

struct RowNeed {
  sql::Id table = sql::Catalog::none;
  std::vector<RowCondition> conditions;
  std::string what;        ///< "a row in admins with email = 'x'"
  std::string impossible;  ///< why it cannot be told what the row must be; "" when it can
  bool is_certain = true;  ///< false: a condition that is not known decides whether it is asked
};

/// Never throws for what it does not understand: that needs nothing, or is `impossible`.
std::vector<RowNeed> read_needs(const Statement& statement, sql::Session& session);

/// A constant as text, casts around it left out; nothing for NULL and for what is none.
std::optional<std::string> constant_text(const sql::Node& node);
bool is_null_constant(const sql::Node& node);

}  // namespace plumbline::gate
