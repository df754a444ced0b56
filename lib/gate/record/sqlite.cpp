#include "gate/record/sqlite.hpp"

#include <sqlite3.h>

#include "plumbline/error.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

constexpr int busy_ms = 10'000;

/// As SQLITE_STATIC, without its C cast.
constexpr sqlite3_destructor_type not_copied = nullptr;

Status status_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Status::busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_ERROR:  // a table or column that is not there
    case SQLITE_CONSTRAINT:
      return Status::format;
    case SQLITE_NOMEM:
      return Status::no_memory;
    default:
      return Status::io;
  }
}

}  // namespace

Sqlite::Sqlite(std::string path, Access access) : path_(std::move(path)) {
  const int flags =
      (access == Access::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX;
  // Not as a URI: a name may begin with "file:".
  const std::string name = path_.starts_with('/') ? path_ : "./" + path_;
  const int code = sqlite3_open_v2(name.c_str(), &database_, flags, nullptr);
  try {
    if (code != SQLITE_OK) refuse(code);
    sqlite3_extended_result_codes(database_, 1);
    sqlite3_busy_timeout(database_, busy_ms);
    // Whoever wrote the file, no expression in its schema is to do anything.
    sqlite3_db_config(database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  } catch (...) {
    sqlite3_close(database_);
    throw;
  }
}

Sqlite::~Sqlite() { sqlite3_close(database_); }

void Sqlite::refuse(int code) const {
  const char* const text = database_ != nullptr ? sqlite3_errmsg(database_) : sqlite3_errstr(code);
  const Status status = status_of(code);
  const char* const hint =
      status == Status::format ? "it is no record of gates, or damaged: move it away" : "";
  throw Error(status, {.message = system::format("record \"{}\": {}", path_, text),
                       .detail = system::format("SQLite's code {}", code),
                       .hint = hint,
                       .sqlstate = "",
                       .where = {}});
}

void Sqlite::run(const char* sql) {
  const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) refuse(code);
}

std::int64_t Sqlite::number(const char* sql) {
  SqliteQuery query(*this, sql);
  return query.step() ? query.number(0) : 0;
}

SqliteQuery::SqliteQuery(Sqlite& database, const char* sql) : database_(&database) {
  const int code = sqlite3_prepare_v2(database.database_, sql, -1, &statement_, nullptr);
  if (code != SQLITE_OK) database.refuse(code);
}

SqliteQuery::~SqliteQuery() { sqlite3_finalize(statement_); }

SqliteQuery& SqliteQuery::bind(std::string_view text) {
  // A null pointer would be NULL.
  const char* const bytes = text.data() == nullptr ? "" : text.data();
  const int code =
      sqlite3_bind_text64(statement_, ++bound_, bytes, text.size(), not_copied, SQLITE_UTF8);
  if (code != SQLITE_OK) database_->refuse(code);
  return *this;
}

SqliteQuery& SqliteQuery::bind(std::int64_t number) {
  const int code = sqlite3_bind_int64(statement_, ++bound_, number);
  if (code != SQLITE_OK) database_->refuse(code);
  return *this;
}

SqliteQuery& SqliteQuery::bind_time(std::int64_t microseconds) {
  if (microseconds != 0) return bind(microseconds);
  const int code = sqlite3_bind_null(statement_, ++bound_);
  if (code != SQLITE_OK) database_->refuse(code);
  return *this;
}

bool SqliteQuery::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->refuse(code);
  return false;
}

void SqliteQuery::run() {
  while (step()) {
  }
  sqlite3_reset(statement_);
  bound_ = 0;
}

std::string SqliteQuery::text(int column) const {
  const auto* const bytes =
      static_cast<const char*>(sqlite3_column_blob(statement_, column));  // as it was written
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

std::int64_t SqliteQuery::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

SqliteTransaction::SqliteTransaction(Sqlite& database) : database_(&database) {
  database.run("BEGIN IMMEDIATE");
}

SqliteTransaction::~SqliteTransaction() {
  if (!is_open_) return;
  try {
    database_->run("ROLLBACK");
  } catch (const Error&) {
    // SQLite has taken it back already.
  }
}

void SqliteTransaction::commit() {
  database_->run("COMMIT");
  is_open_ = false;
}

}  // namespace plumbline::gate
