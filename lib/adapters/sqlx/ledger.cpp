#include "adapters/sqlx/ledger.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include "adapters/sqlx/words.hpp"
#include "plumbline/error.hpp"
#include "system/deadline.hpp"
#include "system/digest.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"

namespace plumbline::adapters::sqlx {

namespace {

using postgres::Rows;

/// CRC-32 as zlib has it (ISO-HDLC), of a short text.
std::uint32_t crc32(std::string_view bytes) noexcept {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// A bytea in either of its output forms, as hex.
std::string bytea_hex(std::string_view text) {
  if (text.starts_with("\\x")) return std::string(text.substr(2));
  std::vector<unsigned char> bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes.push_back(static_cast<unsigned char>(text[i]));
    } else if (i + 3 < text.size() && text[i + 1] != '\\') {
      unsigned value = 0;
      std::from_chars(text.data() + i + 1, text.data() + i + 4, value, 8);
      bytes.push_back(static_cast<unsigned char>(value));
      i += 3;
    } else {
      bytes.push_back('\\');
      ++i;
    }
  }
  return system::to_hex(bytes);
}

[[noreturn]] void stop(std::string message) {
  RunFailure failure;
  failure.output = failure.message = std::move(message);
  throw Stopped{std::move(failure)};
}

/// sqlx decodes by the column's type and takes no other; `type` as pg_type names it.
struct WantedColumn {
  int index = 0;
  std::string_view rust;
  std::string_view type;
};

void check_column(const WantedColumn& wanted, const std::string& type, bool is_null) {
  const auto upper = [](std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text;
  };
  std::string problem;
  if (type != wanted.type) {
    problem = system::format(
        "mismatched types; Rust type `{}` (as SQL type `{}`) is not compatible with SQL type `{}`",
        wanted.rust, upper(std::string(wanted.type)), upper(type));
  } else if (is_null) {
    problem = "unexpected null; try decoding as an `Option`";
  } else {
    return;
  }
  stop(system::format("while executing migrations: error occurred while decoding column {}: {}",
                      wanted.index, problem));
}

constexpr WantedColumn version_column = {.index = 0, .rust = "i64", .type = "int8"};
constexpr WantedColumn checksum_column = {
    .index = 1, .rust = "alloc::vec::Vec<u8>", .type = "bytea"};

/// The type of a column, beside each row of it.
std::string type_of(std::string_view column) {
  return system::format(
      "(SELECT t.typname FROM pg_catalog.pg_type t WHERE t.oid OPERATOR(pg_catalog.=) "
      "pg_catalog.pg_typeof({})::pg_catalog.oid)",
      column);
}

constexpr std::string_view holder_query = R"(
SELECT a.pid, a.usename, a.application_name, a.state
  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid
 WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory' AND l.granted
   AND l.objsubid OPERATOR(pg_catalog.=) 1
   AND l.classid::pg_catalog.int8 OPERATOR(pg_catalog.=) ($1::pg_catalog.int8 OPERATOR(pg_catalog.>>) 32)
   AND l.objid::pg_catalog.int8 OPERATOR(pg_catalog.=) ($1::pg_catalog.int8 OPERATOR(pg_catalog.&) 4294967295)
   AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d
        WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()))";

constexpr std::chrono::milliseconds lock_pause{50};

}  // namespace

std::string database_words(const postgres::ServerError& error) {
  return error.source_line.empty()
             ? error.fields.message
             : system::format("{} at line {}", error.fields.message, error.source_line);
}

RunFailure failure_of(const postgres::ServerError& error, std::string message) {
  RunFailure failure;
  failure.output = failure.message = std::move(message);
  failure.sqlstate = error.fields.sqlstate;
  failure.detail = error.fields.detail;
  if (!error.fields.hint.empty()) {
    if (!failure.detail.empty()) failure.detail += '\n';
    failure.detail += error.fields.hint;
  }
  return failure;
}

std::int64_t lock_key(std::string_view database) noexcept {
  return std::int64_t{0x3d32ad9e} * std::int64_t{crc32(database)};  // fits into 63 bits
}

void Ledger::command(const std::string& sql) {
  const postgres::Outcome outcome = session_.run(sql);
  if (outcome.error)
    throw Stopped{failure_of(*outcome.error, executing(database_words(*outcome.error)))};
}

Rows Ledger::query(const std::string& sql, postgres::Parameters parameters) {
  postgres::Outcome outcome = session_.run(sql, parameters);
  if (outcome.error)
    throw Stopped{failure_of(*outcome.error, executing(database_words(*outcome.error)))};
  return outcome.commands.empty() ? Rows{0, {}} : std::move(outcome.commands.front().result);
}

std::string Ledger::describe_holder(std::int64_t key) {
  const std::array<std::optional<std::string>, 1> parameters = {std::to_string(key)};
  const Rows rows = query(std::string(holder_query), parameters);
  if (rows.count() == 0) return "another session";
  return system::format("process {} of role \"{}\" ({}{}{})", rows.text(0, 0), rows.text(0, 1),
                        rows.text(0, 2), rows.text(0, 2).empty() ? "" : ", ", rows.text(0, 3));
}

void Ledger::lock(int lock_ms) {
  key_ = lock_key(query("SELECT pg_catalog.current_database()").text(0, 0));
  const std::array<std::optional<std::string>, 1> parameters = {std::to_string(key_)};
  const system::Deadline deadline{std::chrono::milliseconds(lock_ms)};
  const auto* scope = system::CallScope::current();
  while (true) {
    const Rows rows =
        query("SELECT pg_catalog.pg_try_advisory_lock($1::pg_catalog.int8)", parameters);
    if (rows.text(0, 0) == "t") break;
    if (deadline.remaining_ms() == 0) {
      throw Error(Status::busy,
                  {.message = system::format("the lock of sqlx on database \"{}\" is held by {}",
                                             session_.database(), describe_holder(key_)),
                   .detail = "",
                   .hint = "Wait until that migration is done, or end that session.",
                   .sqlstate = "",
                   .where = {}});
    }
    system::wait_for({}, earlier(deadline, system::Deadline(lock_pause)),
                     scope != nullptr ? scope->stop_descriptor() : -1);
    system::check_interruption();
  }
  is_locked_ = true;
}

void Ledger::unlock() {
  if (!is_locked_) return;
  is_locked_ = false;
  const std::array<std::optional<std::string>, 1> parameters = {std::to_string(key_)};
  query("SELECT pg_catalog.pg_advisory_unlock($1::pg_catalog.int8)", parameters);
}

void Ledger::unlock_after_failure() {
  if (!session_.is_open()) return;  // the lock has gone with it
  if (session_.in_transaction()) session_.run("ROLLBACK");
  if (!is_locked_) return;
  is_locked_ = false;
  const std::array<std::optional<std::string>, 1> parameters = {std::to_string(key_)};
  session_.run("SELECT pg_catalog.pg_advisory_unlock($1::pg_catalog.int8)", parameters);
}

void Ledger::create_schemas() {
  for (const std::string& schema : config_.create_schemas)
    command(system::format("CREATE SCHEMA IF NOT EXISTS {};", schema));
}

void Ledger::ensure_table() {
  command(system::format(
      "CREATE TABLE IF NOT EXISTS {} (version BIGINT PRIMARY KEY, description TEXT NOT NULL, "
      "installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL, "
      "checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL)",
      config_.table_name));
}

std::optional<std::int64_t> Ledger::dirty_version() {
  const Rows rows = query(
      system::format("SELECT version, {} FROM {} WHERE success = false ORDER BY version LIMIT 1",
                     type_of("version"), config_.table_name));
  if (rows.count() == 0) return std::nullopt;
  check_column(version_column, rows.text(0, 1), !rows.at(0, 0));
  return number(rows.text(0, 0));
}

std::vector<AppliedMigration> Ledger::list() {
  const Rows rows =
      query(system::format("SELECT version, checksum, {}, {} FROM {} ORDER BY version",
                           type_of("version"), type_of("checksum"), config_.table_name));
  std::vector<AppliedMigration> applied;
  applied.reserve(rows.count());
  for (std::size_t row = 0; row < rows.count(); ++row) {
    check_column(version_column, rows.text(row, 2), !rows.at(row, 0));
    check_column(checksum_column, rows.text(row, 3), !rows.at(row, 1));
    applied.push_back(
        {.version = number(rows.text(row, 0)), .checksum = bytea_hex(rows.text(row, 1))});
  }
  return applied;
}

void Ledger::record(std::int64_t version, std::string_view description, std::string_view checksum) {
  const std::array<std::optional<std::string>, 3> parameters = {
      std::to_string(version), std::string(description), "\\x" + std::string(checksum)};
  query(system::format(
            "INSERT INTO {} (version, description, success, checksum, execution_time) VALUES "
            "($1::pg_catalog.int8, $2::pg_catalog.text, TRUE, $3::pg_catalog.bytea, -1)",
            config_.table_name),
        parameters);
}

void Ledger::record_time(std::int64_t version, std::int64_t nanoseconds) {
  const std::array<std::optional<std::string>, 2> parameters = {std::to_string(nanoseconds),
                                                                std::to_string(version)};
  query(system::format("UPDATE {} SET execution_time = $1::pg_catalog.int8 "
                       "WHERE version = $2::pg_catalog.int8",
                       config_.table_name),
        parameters);
}

void Ledger::remove(std::int64_t version) {
  const std::array<std::optional<std::string>, 1> parameters = {std::to_string(version)};
  query(system::format("DELETE FROM {} WHERE version = $1::pg_catalog.int8", config_.table_name),
        parameters);
}

}  // namespace plumbline::adapters::sqlx
