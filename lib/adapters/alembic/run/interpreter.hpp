/// Which Python runs a tree's migrations: the one that its people use for `alembic`.
#pragma once

#include <string>

#include "system/environment.hpp"

namespace plumbline::adapters::alembic {

/// `wanted` (a path as the system opens it, or a name on PATH) when it is not empty. Else the
/// first that is there: $VIRTUAL_ENV, `.venv` or `venv` in `directory` and the folders above it up
/// to the repository's, when they hold an `alembic`; what the `alembic` on PATH starts with; such a
/// folder without `alembic`; python3 on PATH. Throws Error (tool) when there is none.
std::string find_interpreter(const std::string& wanted, const std::string& directory,
                             const system::Environment& environment);

}  // namespace plumbline::adapters::alembic
