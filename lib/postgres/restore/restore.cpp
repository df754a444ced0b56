/// The way of a proven backup into a database: statements in large messages, rows as COPY data,
/// indexes and constraints side by side at the end.
#include <sys/statvfs.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "plumbline/error.hpp"
#include "postgres/cluster/programs.hpp"
#include "postgres/connection.hpp"
#include "postgres/restore/backup.hpp"
#include "postgres/restore/bad_backup.hpp"
#include "postgres/restore/byte_source.hpp"
#include "postgres/restore/dump_reader.hpp"
#include "postgres/restore/failed_statement.hpp"
#include "postgres/restore/index_pool.hpp"
#include "postgres/restore/policy.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t batch_bytes = 128U << 10;
/// Objects made in one transaction: each takes locks, of which a server has some thousands.
constexpr std::size_t max_created = 400;
constexpr std::size_t kept_skips = 1'000;
constexpr std::size_t kept_slow = 5;
/// Below this size of the text further connections cost more than they save.
constexpr std::uint64_t worth_connections = 4U << 20;
constexpr int most_connections = 4;
constexpr std::uint64_t disk_interval = 32U << 20;
constexpr std::uint64_t disk_reserve = 256U << 20;
/// There is a connection for each processor.
constexpr std::string_view pool_settings = "SET max_parallel_maintenance_workers = 0";
/// Without triggers, also those of foreign keys, and without rows.
constexpr std::string_view plain_table =
    "SELECT c.relkind = 'r' AND NOT c.relhastriggers AND pg_catalog.pg_relation_size(c.oid) = 0"
    " FROM pg_catalog.pg_class c WHERE c.oid = $1::pg_catalog.regclass";
constexpr std::string_view own_settings =
    "SET synchronous_commit = off; SET client_min_messages = warning";

std::int64_t microseconds_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
}

int usual_connections(const BackupProof& proof) {
  if (proof.bytes < worth_connections) return 1;
  return std::min(most_connections, static_cast<int>(std::thread::hardware_concurrency()));
}

/// Statements that go to the server as one message.
struct Batch {
  struct Piece {
    std::size_t offset = 0;
    std::size_t line = 0;
  };
  std::string sql;
  std::vector<Piece> pieces;

  void add(std::string_view statement, std::size_t line) {
    pieces.push_back({sql.size(), line});
    sql.append(statement);
    sql += ";\n";
  }
  [[nodiscard]] std::string_view text(std::size_t piece) const {
    const std::size_t end = piece + 1 < pieces.size() ? pieces[piece + 1].offset : sql.size();
    return std::string_view(sql).substr(pieces[piece].offset, end - pieces[piece].offset - 2);
  }
};

/// Told by its place in the text; else the one behind those that were done.
RestoreProblem failed_in_batch(const Batch& batch, const Outcome& outcome) {
  ServerError error = *outcome.error;
  std::size_t piece = std::min(outcome.commands.size(), batch.pieces.size() - 1);
  if (error.position > 0) {
    const std::size_t at = offset_of_character(batch.sql, error.position);
    while (piece + 1 < batch.pieces.size() && batch.pieces[piece + 1].offset <= at) ++piece;
    while (piece > 0 && batch.pieces[piece].offset > at) --piece;
    const std::string_view before =
        std::string_view(batch.sql).substr(0, batch.pieces[piece].offset);
    error.position -=
        static_cast<std::size_t>(std::count_if(before.begin(), before.end(), [](char c) {
          return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
        }));
  }
  return failed_statement(error, batch.text(piece), batch.pieces[piece].line);
}

class Restore final : public DumpConsumer {
 public:
  Restore(const BackupProof& proof, const Writable& database, const RestoreOptions& options,
          RestoreResult& result);

  void take_statement(const DumpStatement& statement, std::string_view sql,
                      std::size_t line) override;
  void take_copy_data(std::string_view bytes) override;
  void end_copy() override;
  void finish();

 private:
  void refuse_power() const;
  void check_version() const;
  void skip(std::string_view sql, std::size_t line, std::string reason);
  void run(const DumpStatement& statement, std::string_view sql, std::size_t line);
  void run_transaction(const DumpStatement& statement, std::string_view sql, std::size_t line);
  void run_setting(std::string_view sql, std::size_t line);
  void run_alone(std::string_view sql, std::size_t line);
  void begin_copy(const DumpStatement& statement, std::string_view sql, std::size_t line);
  void make_extension(const DumpStatement& statement, std::string_view sql, std::size_t line);
  void build(const DumpStatement& statement, std::string_view sql, std::size_t line);
  const LargeTable* find_large(std::size_t line) const;
  bool make_fresh(const DumpStatement& statement);
  void build_early(const LargeTable& table);
  void open_pool();
  void begin();
  void commit();
  void flush();
  void settle();
  void note_slow(std::string_view sql, std::size_t line, std::int64_t duration_us);
  void watch_disk(std::size_t bytes);

  const BackupProof& proof_;
  Writable database_;
  const RestoreOptions& options_;
  RestoreResult& result_;
  std::unique_ptr<Session> session_;
  RestorePolicy policy_;
  std::unique_ptr<Session> maker_;  ///< of extensions
  std::unique_ptr<IndexPool> pool_;
  Batch batch_;
  std::vector<std::string> settings_;  ///< that a further connection needs too
  bool is_in_transaction_ = false;     ///< of ours
  bool is_in_their_transaction_ = false;
  bool is_building_ = false;  ///< indexes: no transaction of ours any more
  std::size_t created_ = 0;   ///< in the transaction
  std::string copy_sql_;
  std::string copy_table_;
  std::size_t copy_line_ = 0;
  const LargeTable* copied_ = nullptr;  ///< in a transaction of its own
  Clock::time_point copy_start_;
  std::uint64_t unwatched_ = 0;
  int connections_;
  std::mutex slow_mutex_;  ///< of the slowest statements
};

Restore::Restore(const BackupProof& proof, const Writable& database, const RestoreOptions& options,
                 RestoreResult& result)
    : proof_(proof),
      database_(database),
      options_(options),
      result_(result),
      session_(Session::open(database, {.application_name = "plumbline restore"})),
      policy_(*session_, options),
      connections_(options.connections > 0 ? options.connections : usual_connections(proof)) {
  if (!options.as_superuser) refuse_power();
  check_version();
  session_->query(own_settings);
  settings_.emplace_back(own_settings);
}

void Restore::refuse_power() const {
  const std::string& role = policy_.powerful_role();
  if (role.empty()) return;
  const std::string who = policy_.is_superuser() ? "a superuser" : "a member of " + role;
  throw Error(Status::refused, {.message = system::format("{}: a backup is not restored as {}",
                                                          session_->name(), who),
                                .detail = "what a dump runs could then run programs on the server",
                                .hint = "restore as a plain role that owns the database",
                                .sqlstate = "",
                                .where = {}});
}

void Restore::check_version() const {
  const int from = version_number(proof_.dumped_from) / 10'000;
  const int here = session_->server_version() / 10'000;
  if (from <= here) return;
  throw_bad(RestoreFault::version, 0,
            system::format("the backup is of PostgreSQL {}, the server is of {}",
                           proof_.dumped_from, here),
            system::format("use a server of version {}", from));
}

void Restore::skip(std::string_view sql, std::size_t line, std::string reason) {
  ++result_.skipped_count;
  if (result_.skipped.size() < kept_skips)
    result_.skipped.push_back({line, first_line(sql), std::move(reason)});
}

void Restore::take_statement(const DumpStatement& statement, std::string_view sql,
                             std::size_t line) {
  std::string reason;
  switch (policy_.judge(statement, reason)) {
    case Verdict::pass_over:
      if (statement.kind == DumpKind::owner) ++result_.owners;
      return;
    case Verdict::skip:
      return skip(sql, line, std::move(reason));
    case Verdict::make_extension:
      return make_extension(statement, sql, line);
    case Verdict::run:
      return run(statement, sql, line);
  }
}

void Restore::run(const DumpStatement& statement, std::string_view sql, std::size_t line) {
  ++result_.statements;
  switch (statement.kind) {
    case DumpKind::copy_in:
      return begin_copy(statement, sql, line);
    case DumpKind::transaction:
      return run_transaction(statement, sql, line);
    case DumpKind::setting:
    case DumpKind::authorization:
      return run_setting(sql, line);
    case DumpKind::index:
    case DumpKind::constraint:
      return build(statement, sql, line);
    default:
      break;
  }
  settle();
  if (batch_.sql.size() + sql.size() > batch_bytes) flush();
  batch_.add(sql, line);
  if (statement.is_create && ++created_ >= max_created && !is_in_their_transaction_) commit();
}

/// Around large objects pg_dump writes a transaction of its own.
void Restore::run_transaction(const DumpStatement& statement, std::string_view sql,
                              std::size_t line) {
  settle();
  const bool begins = statement.name == "begin" || statement.name == "start";
  if (begins) commit();
  flush();
  is_in_their_transaction_ = begins || is_in_their_transaction_;
  run_alone(sql, line);
  is_in_their_transaction_ = session_->in_transaction();
  is_in_transaction_ = false;
}

/// A message of its own: the server reads all of a message before it runs the first statement.
void Restore::run_setting(std::string_view sql, std::size_t line) {
  settle();
  flush();
  settings_.emplace_back(sql);
  run_alone(sql, line);
  pool_.reset();
}

void Restore::run_alone(std::string_view sql, std::size_t line) {
  const Clock::time_point start = Clock::now();
  const Outcome outcome = session_->run(sql);
  if (outcome.error) throw BadBackup{failed_statement(*outcome.error, sql, line)};
  note_slow(sql, line, microseconds_since(start));
}

void Restore::begin_copy(const DumpStatement& statement, std::string_view sql, std::size_t line) {
  settle();
  flush();
  copy_sql_ = sql;
  copy_table_ = statement.name;
  copy_line_ = line;
  copied_ = find_large(line);
  const bool is_fresh = copied_ != nullptr && make_fresh(statement);
  begin();
  copy_start_ = Clock::now();
  const Outcome outcome =
      session_->begin_copy(is_fresh && statement.is_bare ? copy_sql_ + " (FREEZE)" : copy_sql_);
  if (outcome.error) throw BadBackup{failed_copy(*outcome.error, copy_sql_, line)};
}

/// Null for one that is filled in the transaction of others.
const LargeTable* Restore::find_large(std::size_t line) const {
  if (connections_ < 2 || is_in_their_transaction_ || is_building_) return nullptr;
  const std::vector<LargeTable>& tables = proof_.large_tables;
  const auto found = std::lower_bound(
      tables.begin(), tables.end(), line,
      [](const LargeTable& table, std::size_t wanted) { return table.line < wanted; });
  return found != tables.end() && found->line == line ? &*found : nullptr;
}

/// Begins a transaction in which the table is new, so that its rows need no log where the server
/// keeps little of one, and are visible to everybody from the start. False when it is not empty, or
/// somebody would notice.
bool Restore::make_fresh(const DumpStatement& statement) {
  commit();
  const std::vector<std::optional<std::string>> name = {statement.table_sql};
  const Outcome plain = session_->run(plain_table, name);
  if (plain.error || plain.commands.back().result.text(0, 0) != "t") return false;
  begin();
  if (!session_->run("TRUNCATE ONLY " + statement.table_sql).error) return true;
  session_->query("ROLLBACK");
  is_in_transaction_ = false;
  return false;
}

void Restore::take_copy_data(std::string_view bytes) {
  if (!session_->put_copy(bytes)) end_copy();
  watch_disk(bytes.size());
}

void Restore::end_copy() {
  const Outcome outcome = session_->end_copy();
  if (outcome.error) throw BadBackup{failed_copy(*outcome.error, copy_sql_, copy_line_)};
  const bool has_rows = !outcome.commands.empty() && outcome.commands.back().rows;
  const std::int64_t rows = has_rows ? *outcome.commands.back().rows : 0;
  result_.tables.push_back({copy_table_, static_cast<std::uint64_t>(rows)});
  note_slow(copy_sql_, copy_line_, microseconds_since(copy_start_));
  if (copied_ != nullptr) build_early(*copied_);
}

/// Beside the rows of the tables that follow.
void Restore::build_early(const LargeTable& table) {
  commit();
  if (table.builds.empty()) return;
  open_pool();
  pool_->allow(static_cast<std::size_t>(connections_ - 1));
  for (const EarlyBuild& build : table.builds)
    pool_->add({build.sql, build.line, {{build.table, build.is_shared}}, true});
}

void Restore::open_pool() {
  if (pool_) return;
  std::vector<std::string> setup = settings_;
  setup.emplace_back(pool_settings);
  pool_ = std::make_unique<IndexPool>(database_, static_cast<std::size_t>(connections_), setup,
                                      [this](const IndexJob& job, std::int64_t duration_us) {
                                        note_slow(job.sql, job.line, duration_us);
                                      });
}

/// The dump's names, our text: nothing else of the dump reaches a superuser.
void Restore::make_extension(const DumpStatement& statement, std::string_view sql,
                             std::size_t line) {
  ++result_.statements;
  commit();
  if (!maker_)
    maker_ = Session::open(*options_.extension_maker, {.application_name = "plumbline restore"});
  std::string text = "CREATE EXTENSION IF NOT EXISTS " + quote_identifier(statement.name);
  if (!statement.value.empty()) text += " WITH SCHEMA " + quote_identifier(statement.value);
  const Outcome outcome = maker_->run(text);
  if (!outcome.error) return;
  ServerError error = *outcome.error;
  error.position = 0;
  throw BadBackup{failed_statement(error, sql, line)};
}

/// From the first index on no transaction is open, so that several connections see the tables.
void Restore::build(const DumpStatement& statement, std::string_view sql, std::size_t line) {
  const bool is_alone = connections_ < 2 || is_in_their_transaction_;
  if (is_alone) {
    flush();
    begin();
    return run_alone(sql, line);
  }
  commit();
  is_building_ = true;
  open_pool();
  pool_->allow(static_cast<std::size_t>(connections_));
  if (!pool_->is_under_way(line)) pool_->add({std::string(sql), line, statement.locks});
}

/// What is being built is done before anything else is run. While rows still come, nothing of what
/// is run has to do with it.
void Restore::settle() {
  if (pool_ && is_building_) pool_->finish();
}

void Restore::begin() {
  if (is_in_transaction_ || is_in_their_transaction_ || is_building_) return;
  session_->query("BEGIN");
  is_in_transaction_ = true;
}

void Restore::commit() {
  flush();
  created_ = 0;
  if (!is_in_transaction_) return;
  is_in_transaction_ = false;
  session_->query("COMMIT");
}

void Restore::flush() {
  if (batch_.pieces.empty()) return;
  begin();
  const Outcome outcome = session_->run(batch_.sql);
  if (outcome.error) throw BadBackup{failed_in_batch(batch_, outcome)};
  batch_.sql.clear();
  batch_.pieces.clear();
}

void Restore::finish() {
  commit();
  if (pool_) pool_->finish();
  pool_.reset();
  const auto is_slower = [](const SlowStatement& a, const SlowStatement& b) {
    return a.duration_us > b.duration_us;
  };
  std::stable_sort(result_.slowest.begin(), result_.slowest.end(), is_slower);
}

void Restore::note_slow(std::string_view sql, std::size_t line, std::int64_t duration_us) {
  const std::lock_guard lock(slow_mutex_);
  std::vector<SlowStatement>& slowest = result_.slowest;
  if (slowest.size() == kept_slow) {
    const auto least = std::min_element(slowest.begin(), slowest.end(),
                                        [](const SlowStatement& a, const SlowStatement& b) {
                                          return a.duration_us < b.duration_us;
                                        });
    if (least->duration_us >= duration_us) return;
    slowest.erase(least);
  }
  slowest.push_back({line, first_line(sql), duration_us});
}

void Restore::watch_disk(std::size_t bytes) {
  if (options_.data_directory.empty()) return;
  unwatched_ += bytes;
  if (unwatched_ < disk_interval) return;
  unwatched_ = 0;
  struct statvfs status {};
  if (::statvfs(options_.data_directory.c_str(), &status) != 0) return;
  if (std::uint64_t{status.f_bavail} * status.f_frsize >= disk_reserve) return;
  throw_bad(RestoreFault::disk, copy_line_,
            system::format("the server's disk has less than {} MiB left", disk_reserve >> 20),
            "make room for the restored database");
}

void restore(const Backup& backup, const BackupProof& proof, const Writable& database,
             const RestoreOptions& options, RestoreResult& result) {
  const std::optional<Backup> now = find_backup(backup.path);
  if (!now || now->identity != backup.identity)
    throw_bad(RestoreFault::changed, 0, "the backup has changed since it was proven");
  Restore consumer(proof, database, options, result);
  const std::unique_ptr<ByteSource> source = open_source(backup, options.limits, options.programs);
  DumpReader reader(consumer, options.limits);
  const bool is_packed =
      backup.format == BackupFormat::plain || backup.format == BackupFormat::gzip;
  read_dump(*source, reader, options.on_progress, is_packed ? backup.bytes : 0);
  consumer.finish();
}

}  // namespace

RestoreResult restore_backup(const Backup& backup, const BackupProof& proof,
                             const Writable& database, const RestoreOptions& options) {
  const Clock::time_point start = Clock::now();
  RestoreResult result;
  if (proof.problem) throw Error(Status::argument, "the backup was not proven whole");
  try {
    restore(backup, proof, database, options, result);
  } catch (BadBackup& bad) {
    result.problem = std::move(bad.problem);
  }
  result.duration_us = microseconds_since(start);
  return result;
}

}  // namespace plumbline::postgres
