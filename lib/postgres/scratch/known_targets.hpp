/// Whether a database that somebody works with is the one that is to be reset: by what the servers
/// say of themselves, else by where they are.
#pragma once

#include <string_view>

#include "plumbline/scratch.hpp"
#include "postgres/scratch/facts.hpp"

namespace plumbline::postgres::scratch {

/// Connects to `target`, to read only, for two seconds at most. One whose URI cannot be read, or is
/// of no PostgreSQL, is another one. Throws Error: configuration (a protected one's cannot be
/// read), cancelled.
bool is_same_database(const KnownTarget& target, std::string_view scratch_uri,
                      const Identity& scratch);

}  // namespace plumbline::postgres::scratch
