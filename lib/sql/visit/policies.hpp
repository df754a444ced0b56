/// What CREATE POLICY and ALTER POLICY share. Rules: commands/policy.c.
#pragma once

#include <string>

#include "sql/analysis/expression.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

/// TO: names, quoted and sorted; "" when PUBLIC is among them. 42704 for roles that are not there.
std::string policy_roles(const Session& session, const Node& roles);

/// USING or WITH CHECK.
Expression policy_condition(Session& session, Id table, const Node& condition);

}  // namespace plumbline::sql
