/// Which pending statements stand or fall with rows that are there now.
#pragma once

#include <vector>

#include "checks/crossing/sides.hpp"

namespace plumbline::checks {

/// Of one script that was run on the live side. `first_new`: ids from there on are not live.
std::vector<RowQuestion> row_questions(const sql::Catalog& catalog, const Schema& live,
                                       sql::Id first_new, const TracedScript& traced);

}  // namespace plumbline::checks
