/// Backups: which file is taken, what it is, whether it is whole, and its way into a scratch
/// database. Without psql, which runs a dump's shell commands and calls a dump that was cut inside
/// COPY data a success. Used by the dry run: find, prove, then reset, then restore.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/writable.hpp"

namespace plumbline::postgres {

enum class BackupFormat : std::uint8_t {
  plain,      ///< pg_dump's text
  gzip,       ///< the same, packed
  custom,     ///< pg_dump -Fc
  directory,  ///< pg_dump -Fd
  tar,        ///< pg_dump -Ft
  unknown,    ///< nothing that can be restored; the proof says what it seems to be
};

/// "plain", "gzip", "custom", "directory", "tar", "unknown".
std::string_view backup_format_name(BackupFormat format) noexcept;

struct Backup {
  std::string path;
  BackupFormat format = BackupFormat::unknown;  ///< by content, never by name
  std::string choice;  ///< `newest of 3 backups in "…"`; "" when the file itself was named
  std::uint64_t bytes = 0;
  std::int64_t modified_at = 0;  ///< microseconds since 1970 UTC
  std::string identity;  ///< another one when the file was replaced or written to; for caches
};

/// `path` itself when it is a file or a folder of pg_dump -Fd, else the newest backup in that
/// folder: by the time of its last change, then by name. Which names are backups: *.sql, *.dump,
/// *.backup, *.pgdump, also with .gz or another packer's ending, and folders with a toc.dat. A
/// broken newest one is taken all the same: an older one is never used in silence. Absent when
/// there is none. Throws Error (io).
std::optional<Backup> find_backup(const std::string& path);

/// Why a backup is not restored.
enum class RestoreFault : std::uint8_t {
  empty,         ///< no bytes, or none once unpacked
  not_a_dump,    ///< an unknown format, an error page
  damaged,       ///< gzip: bad data, checksum or length, something behind it; a NUL byte
  cut,           ///< ends too early
  refused,       ///< what it wants is never done: psql commands, reaching beyond the database
  inconsistent,  ///< data for a table that it does not make
  statement,     ///< the server refused a statement or a row
  version,       ///< of a newer server, or for a newer pg_restore
  limit,         ///< a statement or its packing is beyond what is read
  disk,          ///< no room for it
  tool,          ///< pg_restore is missing or failed
  changed,       ///< another file than the one that was proven
};

struct RestoreProblem {
  RestoreFault fault = RestoreFault::damaged;
  std::size_t line = 0;   ///< of the plain text, from 1; 0 = of the whole
  std::string message;    ///< one line
  std::string sqlstate;   ///< where the server said it
  std::string statement;  ///< its first line
  std::string hint;       ///< what to do, may be empty
  std::string detail;     ///< the server's, may be empty: which key, which view

  bool operator==(const RestoreProblem&) const = default;
};

/// `restore failed: line 12: psql command \! refused`.
std::string describe_problem(const RestoreProblem& problem);

struct RestoreLimits {
  std::size_t max_statement_bytes = 256U << 20;
  std::uint64_t max_ratio = 2'000;  ///< unpacked to packed
};

/// What a dump asks of the server besides its tables.
struct BackupExtension {
  std::string name;
  std::string schema;  ///< "" where it says none
};

/// An index or key of a large table that can be built as soon as its rows are there: nothing
/// between those and the statement has to do with it.
struct EarlyBuild {
  std::size_t line = 0;
  std::string sql;
  std::string table;
  bool is_shared = false;  ///< with others of that table
};

/// A table with enough rows to be restored in a transaction of its own.
struct LargeTable {
  std::size_t line = 0;  ///< of its COPY
  std::vector<EarlyBuild> builds;
};

struct BackupProof {
  std::optional<RestoreProblem> problem;  ///< absent: it is whole
  std::string dumped_from;                ///< "15.20", as the dump says; "" when it does not
  std::string dumped_by;                  ///< pg_dump's own version
  std::vector<std::string> roles;         ///< owners, grantees; sorted. PUBLIC is none
  std::vector<BackupExtension> extensions;
  std::size_t tables = 0;
  std::size_t statements = 0;
  std::uint64_t rows = 0;                ///< in COPY data
  std::uint64_t bytes = 0;               ///< of the plain text
  std::vector<LargeTable> large_tables;  ///< in the dump's order
  std::int64_t duration_us = 0;
};

struct RestoreProgress {
  std::uint64_t bytes = 0;  ///< of the backup's, read so far
  std::uint64_t total = 0;  ///< 0 = unknown: an archive, of whose text the bytes are
};
/// On the calling thread, some times a second. What it throws ends the call.
using OnRestoreProgress = std::function<void(const RestoreProgress&)>;

struct ProveOptions {
  RestoreLimits limits;
  std::string programs;  ///< folder of pg_restore; "" = looked up
  OnRestoreProgress on_progress;
};

/// Reads all of it, as the restore will: the packing to its last byte, each statement's end, all
/// COPY data, the end mark. Touches no database. As fast as unpacking; 32 MiB and the longest
/// statement. Throws Error (io) and Interrupted.
BackupProof prove_backup(const Backup& backup, const ProveOptions& options = {});

struct RestoreOptions {
  RestoreLimits limits;
  std::string programs;  ///< folder of pg_restore; "" = looked up
  /// Runs `ALTER … OWNER TO`; else everything belongs to the role that restores.
  bool with_owners = false;
  /// Restores as a superuser too, for whom a dump's own code can do anything. For tests.
  bool as_superuser = false;
  /// The same database as superuser, for extensions of the allow-list that a plain role may not
  /// create; null: the server refuses them.
  const Writable* extension_maker = nullptr;
  std::string data_directory;  ///< whose free space is watched; "" = not at hand
  int connections = 0;         ///< for indexes and constraints; 0 = by the number of processors
  OnRestoreProgress on_progress;
};

struct RestoredTable {
  std::string name;  ///< as the dump writes it
  std::uint64_t rows = 0;
};

/// A statement that was left out on purpose.
struct SkippedStatement {
  std::size_t line = 0;
  std::string statement;  ///< its first line
  std::string reason;
};

struct SlowStatement {
  std::size_t line = 0;
  std::string statement;  ///< its first line
  std::int64_t duration_us = 0;
};

struct RestoreResult {
  std::optional<RestoreProblem> problem;  ///< absent: all of it is in the database
  std::vector<RestoredTable> tables;      ///< in the dump's order; of COPY data
  std::size_t statements = 0;             ///< that were run
  std::vector<SkippedStatement> skipped;  ///< the first 1,000
  std::size_t skipped_count = 0;
  std::size_t owners = 0;              ///< `ALTER … OWNER TO` that were left out
  std::vector<SlowStatement> slowest;  ///< five, the slowest first
  std::int64_t duration_us = 0;
};

/// Into an empty database, as the role of `database`, which must be a plain one. Stops at the first
/// statement that is refused; what was restored so far stays there: the database is for dropping
/// then. Not in one transaction. Throws Error: refused (a superuser), connection, io; Interrupted.
RestoreResult restore_backup(const Backup& backup, const BackupProof& proof,
                             const Writable& database, const RestoreOptions& options = {});

}  // namespace plumbline::postgres
