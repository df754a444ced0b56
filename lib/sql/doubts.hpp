/// What the simulator asks of a statement before it trusts its success.
#pragma once

#include <string_view>
#include <vector>

#include "sql/node.hpp"
#include "sql/simulator.hpp"

namespace plumbline::sql {

/// Or runs what may write some.
[[nodiscard]] bool writes_rows(const Node& statement);
/// Whether an ALTER TABLE has a command of that kind ("AT_AddColumn").
[[nodiscard]] bool has_command(const Node& alter_table, std::string_view subtype);
/// Adds what is other than before.
void compare(std::vector<PropertyChange>& changes, Id id, const Catalog::Object& before,
             const Catalog::Object& after);

}  // namespace plumbline::sql
