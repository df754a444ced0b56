/// What sqlx prints, word for word. Source: sqlx-core 0.9.0, `migrate::error::MigrateError`;
/// the table. Used wherever a finding or a refusal quotes sqlx.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plumbline/finding.hpp"

namespace plumbline::adapters::sqlx {

/// `sqlx migrate run` stops with `message`, exit status 1.
ToolSays refuses(std::string message);

std::string resolving(std::string_view error);
std::string executing(std::string_view database_error);
/// The migration's own SQL was refused.
std::string executing_version(std::int64_t version, std::string_view error);
/// `error returned from database: …`, the part that both share.
std::string returned(std::string_view database_error);
/// The second file of a version fails when it is recorded.
std::string duplicate_key(std::string_view table_name);
std::string version_missing(std::int64_t version);
std::string version_mismatch(std::int64_t version);
std::string version_not_present(std::int64_t version);
std::string version_too_old(std::int64_t version, std::int64_t latest);
std::string version_too_new(std::int64_t version, std::int64_t latest);
std::string dirty(std::int64_t version);

}  // namespace plumbline::adapters::sqlx
