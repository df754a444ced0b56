#include "adapters/sqlx/words.hpp"

#include <utility>

#include "adapters/sqlx/table_name.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::sqlx {

ToolSays refuses(std::string message) {
  return {
      .command = "sqlx migrate run", .message = std::move(message), .exit_status = 1, .line = 0};
}

std::string resolving(std::string_view error) {
  return system::format("while resolving migrations: {}", error);
}

// 0.9 adds " at line N", a line of the server's own source that differs by build: only the runner
// knows it.
std::string returned(std::string_view database_error) {
  return system::format("error returned from database: {}", database_error);
}

std::string executing(std::string_view database_error) {
  return "while executing migrations: " + returned(database_error);
}

std::string executing_version(std::int64_t version, std::string_view error) {
  return system::format("while executing migration {}: {}", version, error);
}

std::string duplicate_key(std::string_view table_name) {
  const auto table = parse_table_name(table_name);
  return executing(system::format("duplicate key value violates unique constraint \"{}\"",
                                  primary_key_of(table ? table->name : table_name)));
}

std::string version_missing(std::int64_t version) {
  return system::format(
      "migration {} was previously applied but is missing in the resolved migrations", version);
}

std::string version_mismatch(std::int64_t version) {
  return system::format("migration {} was previously applied but has been modified", version);
}

std::string version_not_present(std::int64_t version) {
  return system::format("migration {} is not present in the migration source", version);
}

std::string version_too_old(std::int64_t version, std::int64_t latest) {
  return system::format("migration {} is older than the latest applied migration {}", version,
                        latest);
}

std::string version_too_new(std::int64_t version, std::int64_t latest) {
  return system::format("migration {} is newer than the latest applied migration {}", version,
                        latest);
}

std::string dirty(std::int64_t version) {
  // This table's name also where sqlx.toml gives another.
  return system::format(
      "migration {} is partially applied; fix and remove row from `_sqlx_migrations` table",
      version);
}

}  // namespace plumbline::adapters::sqlx
