/// with_postgres COMMAND…: starts a PostgreSQL of its own, runs the command against it, stops it
/// and exits as the command did. Used by the script tests, run.sh and demo.sh. Exit status 77 when
/// no server can be had here.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "support/postgres_server.hpp"

namespace {

constexpr int skipped = 77;

void point_environment_at(const plumbline::tests::PostgresServer& server) {
  for (const char* name : {"PGSERVICE", "PGSERVICEFILE", "PGPASSWORD", "PGPASSFILE", "PGOPTIONS",
                           "PGSSLMODE", "PGHOSTADDR", "PGDATABASE", "PGTARGETSESSIONATTRS"}) {
    ::unsetenv(name);
  }
  ::setenv("PGHOST", server.folder().c_str(), 1);
  ::setenv("PGPORT", "5432", 1);
  ::setenv("PGUSER", "postgres", 1);
  ::setenv("PLUMBLINE_TEST_URI", server.uri().c_str(), 1);
}

int run(char** command) {
  pid_t child = -1;
  const int failure = ::posix_spawnp(&child, command[0], nullptr, nullptr, command, environ);
  if (failure != 0) {
    std::fprintf(stderr, "with_postgres: %s: %s\n", command[0], std::strerror(failure));
    return 127;
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: with_postgres COMMAND [ARGUMENT…]\n");
    return 2;
  }
  if (std::getenv("PLUMBLINE_TEST_URI") != nullptr)
    return run(argv + 1);  // inside another: share its server
  if (const auto& why = plumbline::tests::PostgresServer::missing(); !why.empty()) {
    std::fprintf(stderr, "skipped: %s\n", why.c_str());
    return skipped;
  }
  try {
    const plumbline::tests::PostgresServer server;
    point_environment_at(server);
    return run(argv + 1);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "with_postgres: %s\n", error.what());
    return 1;
  }
}
