/// What a plan really builds, beside what the simulator says that it builds.
#include <doctest/doctest.h>

#include "plumbline/diff.hpp"
#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "plumbline/render.hpp"
#include "plumbline/server.hpp"
#include "support/postgres_server.hpp"
#include "support/skip.hpp"
#include "system/process.hpp"

namespace plumbline::tests::project {

TEST_CASE("what Alembic builds is what was planned, at each revision") {
  if (!PostgresServer::missing().empty()) return skip_case(PostgresServer::missing());
  try {
    system::run_process({"alembic", "--version"});
  } catch (const Error&) {
    return skip_case("no alembic on PATH");
  }
  const std::string scenario = std::string(PLUMBLINE_SOURCE_DIR) + "/tests/scenarios/";
  const Server server = Server::start();
  struct Row {
    std::string tree;
    std::vector<std::string> revisions;  // that can be known without running them
  };
  const std::vector<Row> rows = {{"console-raptor/console/migrations", {"0001", "0015"}},
                                 {"console-raptor/backend_v2", {"0002", "0016", ""}}};
  for (const Row& row : rows) {
    CAPTURE(row.tree);
    const Repository repository = Repository::open(scenario + row.tree);
    REQUIRE(repository.projects().size() == 1);
    const Project& project = repository.projects().front();
    for (const std::string& upto : row.revisions) {
      CAPTURE(upto);
      BuiltSchemaOptions options;
      options.running = &server;
      const Schema built = project.built_schema(upto, options);
      PlannedSchemaOptions how;
      how.server_version = server.version();
      DiffOptions without_roles;
      // How the server makes databases, no plan says.
      without_roles.skip = {"role", "database"};
      const Diff diff = diff_schemas(project.planned_schema(upto, how), built, without_roles);
      INFO(render_text(diff));
      CHECK(diff.differences.empty());
    }
  }
}

}  // namespace plumbline::tests::project
