/// A process for the tests to kill. `holder server FOLDER`: starts an ephemeral PostgreSQL below
/// FOLDER, prints its URI and holds it until standard input ends. `holder databases URI`: makes
/// gate databases and a role on that server, prints the URI of one, and waits the same way.
#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>

#include "plumbline/error.hpp"
#include "plumbline/server.hpp"
#include "postgres/cluster/database_maker.hpp"

namespace {

using plumbline::postgres::DatabaseMaker;

void tell(const std::string& line) {
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

void wait_for_end() {
  char letter = 0;
  while (::read(STDIN_FILENO, &letter, 1) == 1) continue;
}

int run(std::string_view what, const std::string& where) {
  if (what == "server") {
    plumbline::ServerOptions options;
    options.directory = where;
    const plumbline::Server server = plumbline::Server::start(options);
    tell(server.uri());
    wait_for_end();
    return 0;
  }
  DatabaseMaker maker(where, {.create_roles = true, .keep = false});
  maker.create_role("holders_role");
  const auto first = maker.create();
  tell(maker.clone(first).uri());
  wait_for_end();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: holder server FOLDER | databases URI\n");
    return 2;
  }
  try {
    return run(argv[1], argv[2]);
  } catch (const plumbline::Error& error) {
    std::fprintf(stderr, "%s\n%s\n%s\n", error.what(), error.fields().detail.c_str(),
                 error.fields().hint.c_str());
    return 1;
  }
}
