#include "sql/visit/session.hpp"

#include <array>

#include "sql/visitor.hpp"

namespace plumbline::sql {

std::span<const Visitor> session_visitors() {
  static constexpr std::array visitors = {
      Visitor{"DoStmt", describe_do, apply_do},
      Visitor{"TransactionStmt", describe_nothing, apply_transaction},
      Visitor{"VariableSetStmt", describe_set, apply_set},
      Visitor{"VariableShowStmt", describe_nothing, apply_show},
  };
  return visitors;
}

}  // namespace plumbline::sql
