/// However long a backup is, reading and restoring it takes a few megabytes. One case a process, so
/// that nothing else has used memory before.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "lib/postgres/database.hpp"
#include "lib/postgres/restore/gzip.hpp"
#include "postgres/restore/backup.hpp"
#include "support/scratch_folder.hpp"
#include "support/skip.hpp"
#include "support/test_database.hpp"

namespace {

using plumbline::postgres::BackupProof;
using plumbline::postgres::describe_problem;
using plumbline::postgres::find_backup;
using plumbline::postgres::prove_backup;
using plumbline::postgres::restore_backup;
using plumbline::postgres::RestoreResult;
using plumbline::postgres::TestDatabase;
using plumbline::tests::Database;
using plumbline::tests::gzip;
using plumbline::tests::ScratchFolder;
using plumbline::tests::shared_server;
using plumbline::tests::skip_case;

constexpr long most_kib = 32 << 10;

/// What the process holds at most since `forget_peak`, in KiB; 0 where the kernel does not tell.
long peak_kib() {
  std::FILE* status = std::fopen("/proc/self/status", "re");
  if (status == nullptr) return 0;
  long peak = 0;
  char line[256];
  while (std::fgets(line, sizeof line, status) != nullptr)
    if (std::strncmp(line, "VmHWM:", 6) == 0) std::sscanf(line + 6, "%ld", &peak);
  std::fclose(status);
  return peak;
}

void forget_peak() {
  std::FILE* refs = std::fopen("/proc/self/clear_refs", "we");
  if (refs == nullptr) return;
  std::fputs("5", refs);
  std::fclose(refs);
}

/// A dump with that many megabytes of rows, each packed by itself.
std::string make_dump(int megabytes) {
  std::string rows;
  for (int n = 0; rows.size() < 1U << 20; ++n)
    rows += std::to_string(n) + '\t' + std::string(1'000, static_cast<char>('a' + n % 26)) + '\n';
  const std::string member = gzip(rows);
  std::string dump = gzip("CREATE TABLE t (a int, b text);\nCOPY t (a, b) FROM stdin;\n");
  for (int n = 0; n < megabytes; ++n) dump += member;
  return dump + gzip("\\.\n--\n-- PostgreSQL database dump complete\n--\n");
}

}  // namespace

TEST_CASE("200 MB are proven and 40 MB restored within 32 MiB of memory") {
  const ScratchFolder folder;
  folder.write("large.sql.gz", make_dump(200));
  folder.write("a.sql.gz", make_dump(40));
  prove_backup(*find_backup(folder.file("a.sql.gz")));
  forget_peak();
  const long before = peak_kib();
  if (before == 0) return skip_case("the kernel does not tell a process's peak of memory");
  const BackupProof proof = prove_backup(*find_backup(folder.file("large.sql.gz")));
  CHECK_FALSE(proof.problem);
  CHECK(proof.bytes > 200U << 20);
  CHECK(peak_kib() - before < most_kib);

  const plumbline::tests::PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "restore_memory");
  server->run_sql("postgres",
                  "CREATE ROLE plain LOGIN; ALTER DATABASE restore_memory OWNER TO plain");
  const auto backup = find_backup(folder.file("a.sql.gz"));
  const RestoreResult result = restore_backup(
      *backup, prove_backup(*backup), TestDatabase::at(server->uri("restore_memory", "plain")));
  REQUIRE_FALSE(result.problem);
  REQUIRE(result.tables.size() == 1);
  CHECK(result.tables[0].rows > 40'000);
  CHECK(peak_kib() - before < most_kib);
}
