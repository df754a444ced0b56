/// Checks of bodies by language.
#pragma once

#include "sql/visit/routines.hpp"

namespace plumbline::sql {

/// Parse analysis of all statements, and what the last one gives against the declared result. Of
/// BEGIN ATOMIC and RETURN it sets `body` to what pg_get_function_sqlbody prints, and needs.
void check_sql_body(Session& session, Routine& routine);

/// Syntax, types of variables, RETURN.
void check_plpgsql_body(Session& session, const Routine& routine);

}  // namespace plumbline::sql
