/// Whether a backup is whole, before anything is dropped for it.
#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>

#include "postgres/cluster/programs.hpp"
#include "postgres/restore/backup.hpp"
#include "postgres/restore/bad_backup.hpp"
#include "postgres/restore/byte_source.hpp"
#include "postgres/restore/dump_reader.hpp"
#include "postgres/restore/foresight.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::postgres {

namespace {

class ProofConsumer final : public DumpConsumer {
 public:
  explicit ProofConsumer(BackupProof& proof) : proof_(proof) {}

  void take_statement(const DumpStatement& statement, std::string_view sql,
                      std::size_t line) override {
    ++proof_.statements;
    foresight_.take_statement(statement, sql, line);
    if (statement.kind != DumpKind::database)
      roles_.insert(statement.roles.begin(), statement.roles.end());
    if (statement.kind == DumpKind::create_table) {
      ++proof_.tables;
      made_.insert(statement.name);
    }
    if (statement.kind == DumpKind::extension) {
      proof_.extensions.push_back({statement.name, statement.value});
      if (statement.name != "plpgsql") has_extension_ = true;
    }
    if (statement.kind == DumpKind::authorization) read_authorization(statement);
    if (statement.kind == DumpKind::copy_in) check_table(statement, sql, line);
  }
  void take_copy_data(std::string_view bytes) override {
    proof_.rows += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    foresight_.take_copy_data(bytes.size());
  }
  void end_copy() override { foresight_.end_copy(); }

  void finish() {
    proof_.roles.assign(roles_.begin(), roles_.end());
    proof_.large_tables = foresight_.take();
  }

 private:
  void read_authorization(const DumpStatement& statement) {
    if (!statement.name.empty() && statement.name != "default" && statement.name != "none")
      roles_.insert(statement.name);
  }

  /// A table of an extension comes with it; any other must be made by the dump.
  void check_table(const DumpStatement& statement, std::string_view sql, std::size_t line) const {
    if (has_extension_ || made_.contains(statement.name)) return;
    throw BadBackup{{.fault = RestoreFault::inconsistent,
                     .line = line,
                     .message = system::format("rows for \"{}\", which the backup does not make",
                                               system::escape_for_display(statement.name)),
                     .sqlstate = "",
                     .statement = first_line(sql),
                     .hint = ""}};
  }

  BackupProof& proof_;
  Foresight foresight_;
  std::set<std::string> roles_;
  std::unordered_set<std::string> made_;
  bool has_extension_ = false;
};

bool is_archive(BackupFormat format) {
  return format == BackupFormat::custom || format == BackupFormat::directory ||
         format == BackupFormat::tar;
}

/// An archive of a newer pg_dump may hold what an older pg_restore passes over.
void check_tool(const BackupProof& proof, const std::string& programs) {
  const int tool = archive_tool_version(programs) / 10'000;
  if (tool == 0 || tool >= version_number(proof.dumped_by) / 10'000) return;
  throw_bad(
      RestoreFault::version, 0,
      system::format("the backup is of pg_dump {}, pg_restore is of {}", proof.dumped_by, tool),
      "use the newer pg_restore: PLUMBLINE_PG_BIN names its folder");
}

void read(const Backup& backup, const ProveOptions& options, BackupProof& proof) {
  if (backup.format == BackupFormat::unknown) {
    throw_bad(RestoreFault::not_a_dump, 0, "the backup is of no format that can be restored",
              "plain SQL, gzip, pg_dump -Fc, -Fd and -Ft can be");
  }
  if (backup.bytes == 0) {
    throw_bad(RestoreFault::empty, 0, "the backup is empty");
  }
  const std::unique_ptr<ByteSource> source = open_source(backup, options.limits, options.programs);
  ProofConsumer consumer(proof);
  DumpReader reader(consumer, options.limits);
  try {
    read_dump(*source, reader, options.on_progress, is_archive(backup.format) ? 0 : backup.bytes);
  } catch (...) {
    proof.dumped_from = reader.dumped_from();
    proof.dumped_by = reader.dumped_by();
    throw;
  }
  consumer.finish();
  proof.bytes = reader.bytes();
  proof.dumped_from = reader.dumped_from();
  proof.dumped_by = reader.dumped_by();
  if (is_archive(backup.format)) check_tool(proof, options.programs);
}

}  // namespace

std::string describe_problem(const RestoreProblem& problem) {
  std::string text = "restore failed: ";
  if (problem.line > 0) text += system::format("line {}: ", problem.line);
  text += problem.message;
  if (!problem.sqlstate.empty()) text += system::format(" ({})", problem.sqlstate);
  return text;
}

BackupProof prove_backup(const Backup& backup, const ProveOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  BackupProof proof;
  try {
    read(backup, options, proof);
  } catch (BadBackup& bad) {
    proof.problem = std::move(bad.problem);
  }
  proof.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(
                          std::chrono::steady_clock::now() - start)
                          .count();
  return proof;
}

}  // namespace plumbline::postgres
