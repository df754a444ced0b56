/// Extended statistics: CREATE STATISTICS and LIKE … INCLUDING STATISTICS. Rules:
/// commands/statscmds.c.
#pragma once

#include "sql/session.hpp"

namespace plumbline::sql {

/// All of one table's on another, with names that the server chooses.
void copy_statistics(Session& session, Id from, Id to, bool with_comments);

}  // namespace plumbline::sql
