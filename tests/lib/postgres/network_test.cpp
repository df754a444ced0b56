/// Networks that cut, stall and drip, and servers that die: an error in time, never a hang, never a
/// signal. SIGPIPE has its default action here, so a write to a closed
/// socket would end the tests.
#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <string>

#include "lib/postgres/database.hpp"
#include "postgres/connection.hpp"
#include "support/proxy.hpp"

namespace {

using plumbline::Error;
using plumbline::Status;
using plumbline::Target;
using plumbline::TargetOptions;
using plumbline::tests::elapsed_ms;
using plumbline::tests::error_of;
using plumbline::tests::Misbehaviour;
using plumbline::tests::PostgresServer;
using plumbline::tests::Proxy;
using plumbline::tests::shared_server;
using Clock = std::chrono::steady_clock;

/// What every reader does: connect, read, read again, let go.
void read_through(const std::string& uri, const TargetOptions& options = {}) {
  Target target = Target::open(uri, options);
  target.connection().query("SELECT relname FROM pg_catalog.pg_class ORDER BY 1 LIMIT 20");
  target.connection().query("SELECT 1");
  target.connection().end_snapshot();
}

}  // namespace

TEST_CASE("one byte at a time is slow and complete") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Proxy proxy(server->socket(), {.chunk = 1});
  Target target = Target::open(proxy.uri("postgres"));
  const auto rows = target.connection().query(
      "SELECT pg_catalog.repeat('x', 100) FROM pg_catalog.generate_series(1, 50)");
  CHECK(rows.count() == 50);
  CHECK(rows.text(49, 0).size() == 100);
  CHECK(target.name() ==
        "postgres://postgres@127.0.0.1:" + std::to_string(proxy.port()) + "/postgres");
}

TEST_CASE("a connection cut at any byte is an error at once") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  struct sigaction action {};
  sigaction(SIGPIPE, nullptr, &action);
  const bool has_default_action = action.sa_handler == SIG_DFL;
  REQUIRE(has_default_action);
  Proxy proxy(server->socket(), {});
  read_through(proxy.uri("postgres"));
  const std::size_t to_client = proxy.to_client();
  const std::size_t to_server = proxy.to_server();
  REQUIRE(to_client > 500);
  REQUIRE(to_server > 300);
  // The answer to ROLLBACK, with settings that it puts back, and the good-bye need not arrive: what
  // was read is read.
  const std::size_t farewell_to_client = 200;
  const std::size_t farewell_to_server = 40;
  const auto check = [&](const Misbehaviour& misbehaviour) {
    proxy.misbehave(misbehaviour);
    const Clock::time_point start = Clock::now();
    const Error error = error_of([&] { read_through(proxy.uri("postgres")); });
    CAPTURE(misbehaviour.cut_to_client);
    CAPTURE(misbehaviour.cut_to_server);
    CAPTURE(error.fields().message);
    CHECK(error.status() == Status::connection);
    CHECK(elapsed_ms(start) < 2'000);
  };
  for (std::size_t at = 0; at + farewell_to_client < to_client; at += 3)
    check({.cut_to_client = at, .reset = at % 2 == 1});
  for (std::size_t at = 0; at + farewell_to_server < to_server; at += 3)
    check({.cut_to_server = at, .reset = at % 2 == 1});
}

TEST_CASE("a peer that falls silent costs the time allowed, no more") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  Proxy proxy(server->socket(), {});
  read_through(proxy.uri("postgres"));
  const std::size_t whole = proxy.to_client();
  const TargetOptions options{.connect_ms = 200, .lock_ms = 100, .statement_ms = 100};
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{5}, std::size_t{100}, whole / 2, whole - 60}) {
    CAPTURE(at);
    proxy.misbehave({.stall_to_client = at});
    const Clock::time_point start = Clock::now();
    const Error error = error_of([&] { read_through(proxy.uri("postgres"), options); });
    CHECK(error.status() == Status::timeout);
    CHECK(elapsed_ms(start) < 2'000);  // limit, grace and the cancel request's second
  }
}

TEST_CASE("a server that dies ends the call, and the next one says that the connection is closed") {
  if (shared_server() == nullptr) return;
  const PostgresServer mortal;
  Target target = Target::open(mortal.uri());
  target.connection().query("SELECT 1");
  mortal.kill();
  const Error error = error_of([&] { target.connection().query("SELECT 1"); });
  CHECK(error.status() == Status::connection);
  const Error next = error_of([&] { target.connection().query("SELECT 1"); });
  CHECK(next.status() == Status::connection);
  CHECK(next.fields().message == "the connection to \"" + target.name() + "\" is closed");
  CHECK(error_of([&] { Target::open(mortal.uri()); }).status() == Status::connection);
}

TEST_CASE("an administrator who ends the session is told from a broken network") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  Target target = Target::open(server->uri());
  const std::string pid =
      target.connection().query("SELECT pg_catalog.pg_backend_pid()").text(0, 0);
  server->run_sql("postgres", "SELECT pg_terminate_backend(" + pid + ", 5000)");
  const Error error = error_of([&] { target.connection().query("SELECT 1"); });
  CHECK(error.status() == Status::connection);
  CHECK(error.fields().sqlstate == "57P01");
}
