#include <doctest/doctest.h>

#include <string>

#include "lib/postgres/cluster/surroundings.hpp"
#include "plumbline/server.hpp"
#include "postgres/cluster/cluster.hpp"
#include "postgres/cluster/database_maker.hpp"
#include "support/postgres_server.hpp"
#include "support/server_programs.hpp"
#include "support/session.hpp"
#include "support/skip.hpp"

namespace plumbline::tests {
namespace {

using postgres::DatabaseMaker;

TEST_CASE("every server version at hand starts, and makes databases") {
  use_own_cache();
  if (all_programs().empty()) return skip_case(missing_programs());
  for (const ServerPrograms& programs : all_programs()) {
    CAPTURE(programs.words);
    const ServerPlace place;
    ServerOptions options;
    options.directory = place.path();
    options.bin = programs.folder;
    const Server server = Server::start(options);
    CHECK(server.version() / 10'000 == programs.version);
    CHECK(run_sql_at(server.uri(), "SHOW server_version_num") == std::to_string(server.version()));
    DatabaseMaker maker(server.cluster());
    const auto made = maker.create();
    run_sql_at(made.uri(), "CREATE TABLE t (n int); INSERT INTO t VALUES (7)");
    CHECK(run_sql_at(maker.clone(made).uri(), "SELECT n FROM t") == "7");
    maker.drop(made);
  }
}

TEST_CASE("every server version at hand can be given") {
  if (all_programs().empty()) return skip_case(missing_programs());
  for (const ServerPrograms& programs : all_programs()) {
    CAPTURE(programs.words);
    const PostgresServer server(PostgresOptions{.programs = &programs});
    {
      DatabaseMaker maker(server.uri(), {.create_roles = true, .keep = false});
      const auto made = maker.create();
      const tests::Session session(made.uri());
      maker.create_role("given");
      CHECK(maker.server_version() / 10'000 == programs.version);
    }
    CHECK(server.run_sql("postgres",
                         "SELECT count(*) FROM pg_database WHERE datname LIKE 'plumb%'") == "0");
    CHECK(server.run_sql("postgres", "SELECT count(*) FROM pg_roles WHERE rolname = 'given'") ==
          "0");
  }
}

}  // namespace
}  // namespace plumbline::tests
