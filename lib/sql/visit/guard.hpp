/// Conditions that look into the catalog, as scripts have them before a statement: IF NOT EXISTS
/// (SELECT FROM pg_roles WHERE rolname = 'app') THEN …
#pragma once

#include <string_view>

#include "sql/session.hpp"

namespace plumbline::sql {

/// Whether the condition holds now. Throws Unknown when that takes more than names in the catalog.
bool holds(Session& session, std::string_view condition);

}  // namespace plumbline::sql
