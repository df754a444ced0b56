/// with_postgres [--version N | --all] COMMAND…: starts a PostgreSQL of its own, runs the command
/// against it, stops it and exits as the command did. With --all once for each version at hand, and
/// exits as the first that did not exit 0. Used by the script tests, run.sh and demo.sh. Exit
/// status 77 when no server, or none of that version, can be had here.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>

#include "support/postgres_server.hpp"

namespace {

using plumbline::tests::all_programs;
using plumbline::tests::default_programs;
using plumbline::tests::PostgresOptions;
using plumbline::tests::PostgresServer;
using plumbline::tests::ServerPrograms;

constexpr int skipped = 77;

void point_environment_at(const PostgresServer& server) {
  for (const char* name : {"PGSERVICE", "PGSERVICEFILE", "PGPASSWORD", "PGPASSFILE", "PGOPTIONS",
                           "PGSSLMODE", "PGHOSTADDR", "PGDATABASE", "PGTARGETSESSIONATTRS"}) {
    ::unsetenv(name);
  }
  ::setenv("PGHOST", server.folder().c_str(), 1);
  ::setenv("PGPORT", "5432", 1);
  ::setenv("PGUSER", "postgres", 1);
  ::setenv("PLUMBLINE_TEST_VERSION", std::to_string(server.version()).c_str(), 1);
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

int run_on(const ServerPrograms& programs, char** command) {
  try {
    const PostgresServer server(PostgresOptions{.programs = &programs});
    point_environment_at(server);
    return run(command);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "with_postgres: %s\n", error.what());
    return 1;
  }
}

int run_on_all(char** command) {
  int status = 0;
  for (const ServerPrograms& programs : all_programs()) {
    std::printf("-- %s\n", programs.words.c_str());
    std::fflush(stdout);
    const int ended = run_on(programs, command);
    if (status == 0) status = ended;
  }
  return all_programs().empty() ? skipped : status;
}

int run_on_version(const std::string& version, char** command) {
  for (const ServerPrograms& programs : all_programs()) {
    if (std::to_string(programs.version) == version) return run_on(programs, command);
  }
  std::fprintf(stderr, "skipped: no PostgreSQL %s here; see tests/support/servers.sh\n",
               version.c_str());
  return skipped;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view option = argc > 1 ? argv[1] : "";
  if (option == "--all" && argc > 2) return run_on_all(argv + 2);
  if (option == "--version" && argc > 3) return run_on_version(argv[2], argv + 3);
  if (argc < 2 || option.starts_with("--")) {
    std::fprintf(stderr, "usage: with_postgres [--version N | --all] COMMAND [ARGUMENT…]\n");
    return 2;
  }
  if (std::getenv("PLUMBLINE_TEST_URI") != nullptr)
    return run(argv + 1);  // inside another: share its server
  if (default_programs() == nullptr) {
    std::fprintf(stderr, "skipped: %s\n", PostgresServer::missing().c_str());
    return skipped;
  }
  return run_on(*default_programs(), argv + 1);
}
