/// What servers before the built-in grammar do otherwise with a whole statement. Part of the
/// simulator. Sources: the release notes of PostgreSQL 13 and 14.
#pragma once

#include <string_view>

#include "sql/node.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

/// What PostgreSQL 14 reads no more: IS OF, operators behind their operand; what it finds wrong
/// sooner.
bool may_be_old_syntax(std::string_view sql, int server_version);
/// 42601: syntax that the server does not know yet.
bool has_newer_syntax(const Session& session, const Node& statement);
/// Unknown for what it does in another way.
void refuse_on_old_server(const Session& session, const Node& statement);

}  // namespace plumbline::sql
