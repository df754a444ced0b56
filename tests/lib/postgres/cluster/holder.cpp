/// A process for the tests to kill. `holder server`: starts an ephemeral PostgreSQL, prints its URI
/// and holds it until its standard input ends. `holder databases URI`: makes gate databases on that
/// server, prints their URIs, and waits the same way.
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "plumbline/error.hpp"
#include "plumbline/server.hpp"

namespace {

void tell(const std::string& line) {
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

void wait_for_end() {
  char letter = 0;
  while (::read(STDIN_FILENO, &letter, 1) == 1) continue;
}

int run(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "server") == 0) {
    const plumbline::Server server = plumbline::Server::start();
    tell(server.uri());
    wait_for_end();
    return 0;
  }
  std::fprintf(stderr, "usage: holder server | databases URI\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const plumbline::Error& error) {
    std::fprintf(stderr, "%s\n%s\n%s\n", error.what(), error.fields().detail.c_str(),
                 error.fields().hint.c_str());
    return 1;
  }
}
