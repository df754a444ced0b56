/// FOREIGN KEY. Rules: ATAddForeignKeyConstraint, transformFkeyGetPrimaryKey and
/// transformFkeyCheckAttrs of commands/tablecmds.c.
#pragma once

#include <string_view>

#include "sql/visit/constraints.hpp"

namespace plumbline::sql {

Id add_foreign_key(Session& session, Id table, const Node& constraint,
                   const ConstraintContext& context, std::string_view deferrable);

}  // namespace plumbline::sql
