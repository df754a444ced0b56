/// Nobody is in anybody's way: what is locked is told and the rest is complete; an ALTER TABLE
/// beside a capture hardly waits; what is dropped meanwhile does no harm.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "plumbline/error.hpp"
#include "scenes.hpp"
#include "support/session.hpp"

namespace {

using plumbline::capture_schema;
using plumbline::Difference;
using plumbline::Error;
using plumbline::Schema;
using plumbline::Status;
using plumbline::Target;
using plumbline::TargetOptions;
using plumbline::Unchecked;
using plumbline::tests::capture;
using plumbline::tests::Database;
using plumbline::tests::elapsed_ms;
using plumbline::tests::generated_schema;
using plumbline::tests::make_roles;
using plumbline::tests::PostgresServer;
using plumbline::tests::read_scene;
using plumbline::tests::Session;
using plumbline::tests::shared_server;

using Clock = std::chrono::steady_clock;

}  // namespace

TEST_CASE("what is locked is told, with who locks it, and all else is complete") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  make_roles(*server);
  const Database database(*server, "locked_schema");
  database.run(read_scene("every_kind.sql", server->version()).base);
  const auto started = Clock::now();
  const Schema free = capture(*server, "locked_schema");
  const int reading_ms = elapsed_ms(started);
  Session locker(server->uri("locked_schema"));
  locker.run("BEGIN; LOCK TABLE app.customer IN ACCESS EXCLUSIVE MODE");
  const std::string pid = locker.run("SELECT pg_backend_pid()");

  constexpr int lock_ms = 300;
  Target target = database.open(TargetOptions{.lock_ms = lock_ms});
  const auto asked = Clock::now();
  const Schema locked = capture_schema(target);
  const int took_ms = elapsed_ms(asked);
  CAPTURE(reading_ms);
  CAPTURE(took_ms);
  CHECK(took_ms <= lock_ms + 2 * reading_ms + 200);

  const std::vector<Unchecked>& unchecked = locked.source().unchecked;
  std::string said;
  for (const Unchecked& one : unchecked) said += one.what + ": " + one.why + '\n';
  CAPTURE(said);
  const auto tells = [&](const std::string& object) {
    return std::ranges::any_of(unchecked, [&](const Unchecked& one) {
      return one.what.find(object) != std::string::npos;
    });
  };
  // A generated column, a check, an index with expressions, the trigger's condition, the policy,
  // the rule, the views over it.
  for (const char* object :
       {"app.customer.full_name", "app.customer.customer_score_check", "app.customer_name_idx",
        "app.customer.customer_trg", "app.customer.customer_pol", "app.customer.customer_nodel",
        "app.v_customer", "app.mv_customer", "app.v_over_view"}) {
    CAPTURE(std::string(object));
    CHECK(tells(object));
  }
  CHECK_FALSE(tells("app.customer.score:"));  // its default names no column
  CHECK_FALSE(tells("app.invoice"));
  CHECK(std::ranges::all_of(unchecked, [&](const Unchecked& one) {
    return one.why.find("pid " + pid) != std::string::npos;
  }));

  // Every object is there, and every property that needs no printing.
  CHECK(locked.objects().size() == free.objects().size());
  std::size_t absent = 0;
  for (std::size_t i = 0; i < free.objects().size() && i < locked.objects().size(); ++i) {
    const auto& was = free.objects()[i];
    const auto& is = locked.objects()[i];
    CHECK(was.name == is.name);
    for (const plumbline::Property& property : was.properties) {
      if (is.property(property.name) == property.value) continue;
      ++absent;
      CAPTURE(std::string(was.name));
      CAPTURE(std::string(property.name));
      CHECK(tells(std::string(was.name)));
    }
  }
  CHECK(absent <= unchecked.size());
  // What could not be read is no difference.
  const plumbline::Diff diff = diff_schemas(free, locked);
  said.clear();
  for (const Difference& difference : diff.differences)
    said += plumbline::tests::describe(difference) + '\n';
  CHECK(said == "");
  CHECK_FALSE(diff.unchecked.empty());

  locker.run("ROLLBACK");
  CHECK(capture(*server, "locked_schema").fingerprint() == free.fingerprint());
}

TEST_CASE("an ALTER TABLE beside captures waits no longer than 250 ms for us") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "altered_beside");
  database.run(generated_schema("1000"));
  std::atomic<bool> is_over{false};
  std::atomic<int> captures{0};
  std::thread reader([&] {
    while (!is_over) {
      try {
        capture(*server, "altered_beside");
      } catch (const Error& error) {
        FAIL_CHECK(error.what());
      }
      ++captures;
    }
  });
  Session session(server->uri("altered_beside"));
  int longest_ms = 0;
  for (int i = 0; i < 400 && captures < 4; ++i) {
    const std::string number = std::to_string(i * 7 % 1000);
    const std::string table = session.run(
        "SELECT c.oid::regclass FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE '%\\_" +
        number + "' LIMIT 1");
    const auto asked = Clock::now();
    session.run("ALTER TABLE " + table + " ADD COLUMN beside int; ALTER TABLE " + table +
                " DROP COLUMN beside");
    longest_ms = std::max(longest_ms, elapsed_ms(asked));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  is_over = true;
  reader.join();
  MESSAGE("longest ALTER TABLE: ", longest_ms, " ms beside ", captures.load(), " captures");
  CHECK(longest_ms <= 250);
}

TEST_CASE("what is made and dropped meanwhile never makes a capture fail") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  make_roles(*server);
  const Database database(*server, "churned");
  database.run(read_scene("every_kind.sql", server->version()).base);
  std::atomic<bool> is_over{false};
  std::thread churn([&] {
    Session session(server->uri("churned"));
    while (!is_over) {
      session.run(
          "CREATE TABLE aux.churn (id serial PRIMARY KEY, t text DEFAULT lower('X') CHECK (t <> "
          "''));"
          "CREATE INDEX churn_idx ON aux.churn (lower(t)) WHERE t <> 'x';"
          "CREATE VIEW aux.churn_view AS SELECT * FROM aux.churn WHERE id > 1;"
          "CREATE FUNCTION aux.churn_f() RETURNS int LANGUAGE sql AS 'SELECT 1';"
          "CREATE TYPE aux.churn_t AS ENUM ('a'); CREATE DOMAIN aux.churn_d AS int CHECK (VALUE > "
          "0);"
          "CREATE POLICY churn_p ON aux.churn USING (id > 0)");
      session.run(
          "DROP VIEW aux.churn_view; DROP TABLE aux.churn; DROP FUNCTION aux.churn_f();"
          "DROP TYPE aux.churn_t; DROP DOMAIN aux.churn_d");
    }
  });
  const auto started = Clock::now();
  int captures = 0;
  int unchecked = 0;
  while (elapsed_ms(started) < 3'000) {
    try {
      const Schema schema = capture(*server, "churned");
      ++captures;
      CHECK(schema.find(plumbline::ObjectKind::table, "app.customer") != nullptr);
      for (const Unchecked& one : schema.source().unchecked) {
        CAPTURE(one.what);
        CAPTURE(one.why);
        CHECK(one.what.find("churn") != std::string::npos);
        ++unchecked;
      }
    } catch (const Error& error) {
      FAIL_CHECK(error.what());
    }
  }
  is_over = true;
  churn.join();
  CHECK(captures > 3);
  MESSAGE(captures, " captures, ", unchecked, " times something was not readable");
}
