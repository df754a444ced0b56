/// What not every server version has: one table of catalog columns and the versions that have them.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::postgres {

/// `sql` with each `@{alias.column}` as this server has it: the column itself, or what stands for
/// it where there is none. REQUIRES: the column is in the table.
std::string for_version(std::string_view sql, int server_version);

}  // namespace plumbline::postgres
