/// Whether a check holds for one row of literals, as far as comparisons of numbers and texts go.
#pragma once

#include <map>
#include <string>

#include "sql/session.hpp"

namespace plumbline::sql {

/// What is known of one value.
struct KnownValue {
  enum class State { null, text, generated, other } state = State::other;
  std::string text;       ///< as its type's output function prints it; "now": not the next of a row
  bool can_fail = false;  ///< computing it may raise an error
  [[nodiscard]] bool is_null() const { return state == State::null; }
  [[nodiscard]] bool is_not_null() const {
    return state == State::text || state == State::generated;
  }
};
/// By column.
using KnownRow = std::map<Id, KnownValue>;

enum class CheckOutcome { holds, fails, unknown };

CheckOutcome check_row(Session& session, Id table, Id constraint, const KnownRow& row);

}  // namespace plumbline::sql
