/// Proves a backup and, with a second argument, restores it: bench_restore BACKUP [URI
/// [CONNECTIONS]]. Prints milliseconds and the peak of memory. Built as `bench_restore`, run by
/// restore_bench.py.
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "postgres/restore/backup.hpp"
#include "support/test_database.hpp"

using namespace plumbline::postgres;

namespace {

int tell(const std::optional<RestoreProblem>& problem) {
  if (problem) std::fprintf(stderr, "%s\n", describe_problem(*problem).c_str());
  return problem ? 1 : 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) return 2;
  const std::optional<Backup> backup = find_backup(arguments[1]);
  if (!backup) return 2;
  const BackupProof proof = prove_backup(*backup);
  if (tell(proof.problem) != 0) return 1;
  std::int64_t restored_us = 0;
  if (count > 2) {
    RestoreOptions options{.as_superuser = true};
    if (count > 3) options.connections = std::atoi(arguments[3]);
    const RestoreResult result =
        restore_backup(*backup, proof, TestDatabase::at(arguments[2]), options);
    if (tell(result.problem) != 0) return 1;
    restored_us = result.duration_us;
    for (const SlowStatement& slow : result.slowest)
      std::fprintf(stderr, "%7lld ms %s\n", static_cast<long long>(slow.duration_us / 1'000),
                   slow.statement.c_str());
  }
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  std::printf("%lld %lld %ld\n", static_cast<long long>(proof.duration_us / 1'000),
              static_cast<long long>(restored_us / 1'000), usage.ru_maxrss);
}
