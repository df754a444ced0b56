/// The registry of sqlx beside a plan: what was read from the database, and what it means. The
/// second half is a pure function, so that it is tested without a server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sqlx/config.hpp"
#include "adapters/sqlx/migrations.hpp"
#include "plumbline/limits.hpp"
#include "plumbline/plan.hpp"
#include "plumbline/registry.hpp"

namespace plumbline::postgres {
class Connection;
}

namespace plumbline::adapters::sqlx {

/// One row of _sqlx_migrations.
struct RecordedMigration {
  std::int64_t version = 0;
  std::string description;
  std::optional<std::int64_t> installed_on;  ///< microseconds since 1970 UTC; absent for infinity
  bool success = true;
  std::string checksum;             ///< hex
  std::int64_t execution_time = 0;  ///< nanoseconds; -1 when it was never written
};

/// What the database holds, before any of it is judged.
struct RecordedState {
  bool exists = false;
  bool was_read = true;                       ///< false when something there could not be read
  std::string table;                          ///< as Registry::table
  std::vector<RecordedMigration> rows;        ///< by version
  std::vector<Finding> findings;              ///< about the table, not about its rows
  std::optional<std::string> database_error;  ///< what the server tells sqlx before it sees a row
  /// What the server tells sqlx because of this role's rights. Apart, because the role that checks
  /// is seldom the one that deploys: what the rows say comes first.
  std::optional<std::string> no_right_to_create;
  std::optional<std::string> no_right_to_record;  ///< told when something is pending
};

/// What the judgement needs of a tree.
struct TreeFacts {
  const Plan& plan;
  const Resolution& resolution;
  const Config& config;
  std::string root;
  std::string directory;
  Limits limits;
  bool with_attributes = true;
};

/// Looks for the table as sqlx would, without creating it, and reads it. Throws Error: server,
/// connection, timeout, cancelled.
RecordedState read_state(postgres::Connection& connection, const Config& config,
                         const std::string& directory);

/// As `Migrator::run` sees it, 0.9.0: states of all changes, every row that it would stop at, and
/// the one that it would stop at first. Reads a file again only to say why its checksum differs.
Registry judge(const TreeFacts& facts, RecordedState recorded);

}  // namespace plumbline::adapters::sqlx
