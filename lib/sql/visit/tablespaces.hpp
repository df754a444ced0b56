/// TABLESPACE of tables and indexes. Rules: get_tablespace_oid and its callers in
/// commands/tablecmds.c and commands/indexcmds.c.
#pragma once

#include <string_view>

#include "sql/session.hpp"

namespace plumbline::sql {

/// Fails with 42704 for one that is not there, 0A000 for a partitioned relation in the default one,
/// 22023 for pg_global, 42501. Nothing for "".
void check_tablespace(const Session& session, std::string_view name, bool is_partitioned);

/// pg_default: what stands in the database's own is not mentioned.
bool is_default_space(std::string_view name) noexcept;

}  // namespace plumbline::sql
