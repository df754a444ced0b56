/// One planted password, every form of URI, every way to fail: it is in no message, detail, hint or
/// name. libpq's own texts are part of what is looked at.
#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <string>

#include "lib/postgres/database.hpp"
#include "postgres/connection.hpp"

namespace {

using plumbline::Error;
using plumbline::Status;
using plumbline::Target;
using plumbline::tests::PostgresServer;
using plumbline::tests::shared_server;

constexpr std::array<std::string_view, 4> spellings = {"hunter2!", "hunter2%21", "%68unter2!",
                                                       "unter2"};

void check_hidden(const std::string& text) {
  for (const std::string_view spelling : spellings) {
    CAPTURE(text);
    CHECK(text.find(spelling) == std::string::npos);
  }
}

/// Opens it, and looks at all that is said. True when it could be opened.
bool open_and_look(const std::string& uri) {
  CAPTURE(uri);
  try {
    Target target = Target::open(uri, {.connect_ms = 2'000});
    check_hidden(target.name());
    try {
      target.connection().query("SELECT 1 FROM absent");
    } catch (const Error& error) {
      check_hidden(error.fields().message + error.fields().detail + error.fields().hint);
    }
    return true;
  } catch (const Error& error) {
    check_hidden(error.fields().message + error.fields().detail + error.fields().hint);
    return false;
  }
}

}  // namespace

TEST_CASE("a password is in nothing that is said of a target that opens") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  std::string host = server->folder();
  std::string encoded = "%2Ftmp%2F" + host.substr(5);
  for (const std::string& uri : {
           "postgres://postgres:hunter2%21@/postgres?host=" + host,
           "postgresql://postgres:hunter2!@" + encoded + "/postgres",
           "postgres:///postgres?user=postgres&password=%68unter2!&host=" + host,
           "postgresql+psycopg2://postgres:hunter2!@/postgres?host=" + host,
           "postgresql+asyncpg://postgres:hunter2!@/postgres?host=" + host +
               "&prepared_statement_cache_size=0",
           "db:pg://postgres:hunter2!@" + encoded + "/postgres",
           "db:postgres://postgres:hunter2!@/postgres?host=" + host,
           "host=" + host + " user=postgres dbname=postgres password='hunter2!'",
           "host=" + host + " user=postgres dbname=postgres password=hunter2\\!",
       }) {
    CHECK(open_and_look(uri));
  }
}

TEST_CASE("a password is in nothing that is said of a target that does not") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  for (const std::string& rest : {
           std::string("@/absent?host=") + server->folder(),  // no such database
           std::string("@127.0.0.1:1/shop"),                  // refused
           std::string("@/shop?host=/nowhere"),               // no such socket
           std::string("@host.invalid/shop"),                 // no such host
           std::string("@[::1/shop"),
           std::string("@h:port/shop"),
           std::string("%zz@h/shop"),
           std::string("@h/shop?sslmode"),
           std::string("@h/shop?sslmode=odd"),
           std::string("@h/shop?hunter2!"),
           std::string("@x@h/shop"),
           std::string("/x@h/shop"),
           std::string("?x@h/shop"),
           std::string("#x@127.0.0.1:1/shop"),
           std::string(":x@127.0.0.1:1/shop"),
       }) {
    for (const char* scheme :
         {"postgres://", "postgresql://", "postgresql+psycopg2://", "db:pg://", "db:postgres://",
          "db:pg:postgres://", "mysql://", "postgres:/", "postgres:", ""}) {
      CHECK_FALSE(open_and_look(std::string(scheme) + "ada:hunter2!" + rest));
    }
  }
  for (const char* uri :
       {"host=/nowhere password='hunter2!", "host=/nowhere password=hunter2! extra",
        "host=/nowhere password=hunter2! odd=1", "host=/nowhere password = hunter2! sslmode=odd",
        "postgres://h/shop?password=hunter2!%", "postgres://h/shop?passwordhunter2!"}) {
    CHECK_FALSE(open_and_look(uri));
  }
}

TEST_CASE("a password in the environment is in nothing that is said") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  ::setenv("PGPASSWORD", "hunter2!", 1);
  CHECK(open_and_look(server->uri()));
  CHECK_FALSE(open_and_look(server->uri("absent")));
  ::unsetenv("PGPASSWORD");
}
