/// A connection that can only look. One read-only repeatable-read transaction with limits of its
/// own; every statement is a text fixed at compile time; every wait has our own deadline.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/error.hpp"
#include "plumbline/object.hpp"
#include "plumbline/target.hpp"

namespace plumbline::postgres {

/// SQL that was in the source code. Its constructor is consteval, so that no text from a file can
/// become one.
/// `{0}`, `{1}` … stand for identifiers, which the connection quotes; `$1` … for parameters;
/// `@{i.indnullsnotdistinct}` for a column that not every server version has (versions.hpp).
class FixedSql {
 public:
  consteval FixedSql(const char* text)
      : text_(text) {}  // NOLINT: implicit on purpose, it is a literal
  [[nodiscard]] constexpr const char* text() const noexcept { return text_; }

 private:
  const char* text_;
};

/// A result in text format, owned. Cheap to move.
class Rows {
 public:
  Rows(std::size_t columns, std::vector<std::optional<std::string>> values)
      : columns_(columns), values_(std::move(values)) {}

  [[nodiscard]] std::size_t count() const noexcept {
    return columns_ == 0 ? 0 : values_.size() / columns_;
  }
  /// REQUIRES: row < count(), column < the query's columns. Absent for NULL.
  [[nodiscard]] const std::optional<std::string>& at(std::size_t row, std::size_t column) const {
    return values_[row * columns_ + column];
  }
  /// "" for NULL.
  [[nodiscard]] std::string text(std::size_t row, std::size_t column) const {
    return at(row, column).value_or("");
  }
  /// As `text`, once: the rows hold the value no longer.
  [[nodiscard]] std::string take(std::size_t row, std::size_t column) {
    std::optional<std::string>& value = values_[row * columns_ + column];
    return value ? std::move(*value) : std::string();
  }

 private:
  std::size_t columns_;
  std::vector<std::optional<std::string>> values_;
};

using Parameters = std::span<const std::optional<std::string>>;

class RawResult;

/// A result while it is handed over, without a copy.
class RowView {
 public:
  explicit RowView(const RawResult& result);

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] bool is_null(std::size_t row, std::size_t column) const;
  /// "" for NULL. Lives as long as the call that it was handed to.
  [[nodiscard]] std::string_view text(std::size_t row, std::size_t column) const;
  [[nodiscard]] bool is_true(std::size_t row, std::size_t column) const {
    return text(row, column) == "t";
  }
  /// Of a column of type "char"; NUL for NULL and ''.
  [[nodiscard]] char letter(std::size_t row, std::size_t column) const {
    const std::string_view value = text(row, column);
    return value.empty() ? '\0' : value.front();
  }
  /// 0 for NULL. REQUIRES: a column of integers.
  [[nodiscard]] std::int64_t number(std::size_t row, std::size_t column) const;
  /// REQUIRES: a column of type oid.
  [[nodiscard]] std::uint32_t oid(std::size_t row, std::size_t column) const {
    return static_cast<std::uint32_t>(number(row, column));
  }

 private:
  const RawResult& result_;
  std::size_t count_;
};

/// One statement of several that are sent at once.
struct Statement {
  FixedSql sql;
  Parameters parameters;
};

/// A schema of the role's own search_path that exists and that it may use.
struct PathSchema {
  std::string name;
  bool may_create = false;  ///< this role may create objects there
};

/// One transaction on one target. Serves one call at a time: a second thread gets Error (busy).
class Connection {
 public:
  /// Connects; the transaction begins with the first query. Throws as Target::open.
  static std::unique_ptr<Connection> open(std::string_view uri, const TargetOptions& options);
  virtual ~Connection() = default;

  [[nodiscard]] virtual const std::string& name() const noexcept = 0;  ///< redacted
  [[nodiscard]] virtual const std::string& database() const noexcept = 0;
  [[nodiscard]] virtual int server_version() const noexcept = 0;
  [[nodiscard]] virtual int lock_ms() const noexcept = 0;  ///< longest wait for any lock
  /// Our own deadline of one statement, behind the server's.
  [[nodiscard]] virtual int deadline_ms() const noexcept = 0;
  /// The process id that was announced while connecting; 0 when closed. A pooler announces one of
  /// its own, not pg_backend_pid().
  [[nodiscard]] virtual int announced_pid() const noexcept = 0;
  [[nodiscard]] virtual bool uses_tls() const noexcept = 0;
  /// A second connection to the same target, each of whose steps may take `limit_ms`. Throws as
  /// open does.
  [[nodiscard]] virtual std::unique_ptr<Connection> open_another(int limit_ms) const = 0;

  /// Runs one statement in the read-only transaction. Throws Error: server (with SQLSTATE),
  /// connection, timeout, cancelled. A server error leaves transaction and snapshot as they were.
  /// After a timeout or a cancelled call the connection is closed.
  virtual Rows query(FixedSql sql, std::span<const std::string> identifiers,
                     Parameters parameters) = 0;
  Rows query(FixedSql sql) { return query(sql, {}, {}); }

  /// Runs all of them in one round trip, the server being a statement ahead of `take`. What the
  /// server refuses goes to `refuse`, which throws or lets the others go on. Throws as query does.
  using Take = std::function<void(std::size_t statement, const RowView& rows)>;
  using Refuse = std::function<void(std::size_t statement, const Error& error)>;
  virtual void query_all(std::span<const Statement> statements, const Take& take,
                         const Refuse& refuse) = 0;

  /// One statement whose locks are let go before the call returns; it waits for none of them longer
  /// than `lock_ms`. The snapshot stays. Throws as query does.
  virtual void query_briefly(const Statement& statement, int lock_ms,
                             const std::function<void(const RowView& rows)>& take) = 0;

  /// Where an unqualified name of this role would be looked for, in order; our own transaction has
  /// another path. The first one is where CREATE TABLE without a schema goes. Costs nothing: it is
  /// read when the transaction begins.
  virtual const std::vector<PathSchema>& search_path() = 0;

  /// Ends the snapshot; the next query begins a new one.
  virtual void end_snapshot() = 0;
};

/// One call's snapshot: nothing of an earlier one is seen, and no transaction stays open behind it,
/// which the server would end after some seconds, and the connection with it.
class SnapshotScope {
 public:
  explicit SnapshotScope(Connection& connection) : connection_(connection) {
    connection_.end_snapshot();
  }
  SnapshotScope(const SnapshotScope&) = delete;
  SnapshotScope& operator=(const SnapshotScope&) = delete;
  /// Once everything is read: a call that succeeds leaves nothing to be ended in silence.
  void end() { connection_.end_snapshot(); }
  ~SnapshotScope() {
    try {
      connection_.end_snapshot();
    } catch (...) {  // only memory can be short, and the call has failed already
    }
  }

 private:
  Connection& connection_;
};

/// `name` as SQL's "name", whatever is in it. Throws Error (argument) for "" and NUL bytes.
std::string quote_identifier(std::string_view name);

/// A table that might be a registry, found in the catalog without touching it.
struct RegistryTable {
  std::string schema;
  std::string name;
  char relkind = 'r';         ///< as pg_class.relkind
  bool readable = false;      ///< this role may SELECT from it
  bool row_security = false;  ///< row level security would hide rows from this role
  std::string owner;
  std::vector<std::string> columns;  ///< live ones, in order

  /// An ordinary or partitioned table: anything else would run somebody's code as us.
  [[nodiscard]] bool is_table() const noexcept { return relkind == 'r' || relkind == 'p'; }
};

/// All relations of that name in any schema that is no system schema, those in the role's
/// search_path first and in its order.
std::vector<RegistryTable> find_tables(Connection& connection, const std::string& name);
/// The relation of exactly that schema and name, if any.
std::optional<RegistryTable> find_table(Connection& connection, const std::string& schema,
                                        const std::string& name);

/// Names of everything in the catalog that is not the system's own, for expectations; roles of the
/// cluster too.
std::vector<ObjectName> list_catalog_names(Connection& connection);

}  // namespace plumbline::postgres
