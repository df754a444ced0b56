/// What the simulator asks of a statement before it trusts its success.
#pragma once

#include "sql/node.hpp"

namespace plumbline::sql {

/// Or runs what may write some.
[[nodiscard]] bool writes_rows(const Node& statement);

}  // namespace plumbline::sql
