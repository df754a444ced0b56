/// What sqlx does to a database besides running the files: its lock, its schemas, its table and
/// rows. Used by the native runner. Source: sqlx-postgres 0.9.0, `impl Migrate for PgConnection`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/runner.hpp"
#include "adapters/sqlx/config.hpp"
#include "postgres/session.hpp"

namespace plumbline::adapters::sqlx {

/// Ends a run: thrown where sqlx returns its error, caught where its run ends.
struct Stopped {
  RunFailure failure;
};

/// `error returned from database: …` as 0.9 has it, with the server's own source line.
std::string database_words(const postgres::ServerError& error);
/// The failure of `error`, whose text is `message`.
RunFailure failure_of(const postgres::ServerError& error, std::string message);

/// The key of sqlx's advisory lock in a database of that name.
std::int64_t lock_key(std::string_view database) noexcept;

/// One row, as far as a run asks for it.
struct AppliedMigration {
  std::int64_t version = 0;
  std::string checksum;  ///< hex
};

/// On one session; what the server refuses is thrown as Stopped, "while executing migrations: …".
class Ledger {
 public:
  Ledger(postgres::Session& session, const Config& config) : session_(session), config_(config) {}

  /// Tries until it has the lock. Throws Error (busy) naming its holder after `lock_ms`.
  void lock(int lock_ms);
  void unlock();
  /// Whatever state the session is in; never throws for what the server says.
  void unlock_after_failure();

  void create_schemas();
  void ensure_table();
  std::optional<std::int64_t> dirty_version();
  std::vector<AppliedMigration> list();

  void begin() { command("BEGIN"); }
  void commit() { command("COMMIT"); }
  void record(std::int64_t version, std::string_view description, std::string_view checksum);
  void record_time(std::int64_t version, std::int64_t nanoseconds);
  void remove(std::int64_t version);

 private:
  void command(const std::string& sql);
  postgres::Rows query(const std::string& sql, postgres::Parameters parameters = {});
  [[nodiscard]] std::string describe_holder(std::int64_t key);

  postgres::Session& session_;
  const Config& config_;
  std::int64_t key_ = 0;
  bool is_locked_ = false;
};

}  // namespace plumbline::adapters::sqlx
