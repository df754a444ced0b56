/// The little of SQLite that records need. Used by sqlite_record.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace plumbline::gate {

/// An open database file; every failure names it and throws Error: io, busy (another process
/// writes, for longer than 10 s), format (damaged, or no SQLite database).
class Sqlite {
 public:
  enum class Access { read, write };
  /// REQUIRES: the file is there.
  Sqlite(std::string path, Access access);
  ~Sqlite();
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  /// Statements without a result.
  void run(const char* sql);
  /// The first column of the first row of "PRAGMA name" and the like.
  std::int64_t number(const char* sql);
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[noreturn]] void refuse(int code) const;

 private:
  friend class SqliteQuery;

  std::string path_;
  sqlite3* database_ = nullptr;
};

/// One prepared statement.
class SqliteQuery {
 public:
  SqliteQuery(Sqlite& database, const char* sql);
  ~SqliteQuery();
  SqliteQuery(const SqliteQuery&) = delete;
  SqliteQuery& operator=(const SqliteQuery&) = delete;

  /// The next parameter. Texts must live until the statement has run.
  SqliteQuery& bind(std::string_view text);
  SqliteQuery& bind(std::int64_t number);
  /// NULL for 0.
  SqliteQuery& bind_time(std::int64_t microseconds);

  /// Whether there is a row (more).
  bool step();
  /// To the end, then ready for other parameters.
  void run();
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t number(int column) const;

 private:
  Sqlite* database_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

/// Begun at once as a writer; taken back unless committed.
class SqliteTransaction {
 public:
  explicit SqliteTransaction(Sqlite& database);
  ~SqliteTransaction();
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;
  void commit();

 private:
  Sqlite* database_;
  bool is_open_ = true;
};

}  // namespace plumbline::gate
