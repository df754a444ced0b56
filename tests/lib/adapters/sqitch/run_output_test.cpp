#include "adapters/sqitch/run_output.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace plumbline::adapters::sqitch;

namespace {

/// As sqitch 1.3.1 and psql 15 print it with VERBOSITY=verbose, seen on a socket.
const std::string seen =
    "Adding registry tables to db:pg://postgres@/x\n"
    "Deploying changes to db:pg://postgres@/x\n"
    "  + a @v1 .. \n"
    "ok\n"
    "  + longer .. ok\n"
    "  + b ....... psql:deploy/b.sql:3: NOTICE:  00000: here\n"
    "LOCATION:  exec_stmt_raise, pl_exec.c:3893\n"
    "psql:deploy/b.sql:44: ERROR:  42P07: relation \"a\" already exists\n"
    "DETAIL:  more\n"
    "HINT:  what to do\n"
    "LOCATION:  heap_create_with_catalog, heap.c:1454\n"
    "not ok\n"
    "\"psql\" unexpectedly returned exit value 3\n"
    "\n"
    "Reverting all changes\n"
    "  - a @v1 .. ok\n"
    "Deploy failed\n";

}  // namespace

TEST_CASE("changes are told as they begin and end, however the output is cut") {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, seen.size()}) {
    std::string told;
    OutputReader reader([&](const OutputEvent& event) {
      const char* state = event.kind == OutputEvent::Kind::start ? "?"
                          : event.kind == OutputEvent::Kind::ok  ? "="
                                                                 : "!";
      told += event.sign + event.name + state + " ";
    });
    for (std::size_t at = 0; at < seen.size(); at += piece)
      reader.read(std::string_view(seen).substr(at, piece));
    CHECK(told == "+a? +a= +longer? +longer= +b? +b! -a? -a= ");
  }
}

TEST_CASE("what VERBOSITY adds is read and taken away again") {
  const PlainOutput plain = read_verbose(seen);
  CHECK(plain.error.message == "psql:deploy/b.sql:44: ERROR:  relation \"a\" already exists");
  CHECK(plain.error.file == "deploy/b.sql");
  CHECK(plain.error.line == 44);
  CHECK(plain.error.sqlstate == "42P07");
  CHECK(plain.error.detail == "DETAIL:  more\nHINT:  what to do");
  CHECK(plain.text.find("LOCATION") == std::string::npos);
  CHECK(plain.text.find("  + b ....... psql:deploy/b.sql:3: NOTICE:  here\n") != std::string::npos);
}

TEST_CASE("what is no message of psql's stays as it is") {
  struct Row {
    std::string text;
    std::string message;
    std::size_t line;
  };
  const std::vector<Row> rows = {
      {"psql:a.sql:2: ERROR:  division by zero\n", "psql:a.sql:2: ERROR:  division by zero", 2},
      {"psql:C:1:9: ERROR:  42P01: x\n", "psql:C:1:9: ERROR:  x", 9},
      {"psql: error: connection failed\n", "", 0},
      {"psql:a.sql: ERROR:  x\n", "", 0},
      {"psql:a.sql:2: WARNING:  42P01: x\n", "", 0},
      {"ERROR:  42P01: x", "", 0},
      {"", "", 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const PlainOutput plain = read_verbose(row.text);
    CHECK(plain.error.message == row.message);
    CHECK(plain.error.line == row.line);
  }
}
