/// What the adapter finds beside the rows, on a real server: tables that are something else, second
/// registries, rights. And the founding scenario of a worktree that lost a migration.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "adapters/sqlx/adapter.hpp"
#include "checks/checks.hpp"
#include "lib/adapters/sqlx/case_folder.hpp"
#include "postgres/connection.hpp"
#include "support/shared_server.hpp"

namespace plumbline::tests::sqlx {

namespace fs = std::filesystem;

namespace {

constexpr const char* own_table =
    "CREATE TABLE {}._sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, "
    "installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL, checksum BYTEA NOT "
    "NULL, execution_time BIGINT NOT NULL);";

std::string table_in(std::string_view schema) {
  return fmt::format(fmt::runtime(own_table), schema);
}

/// A tree of one migration beside a database made by `sql`, seen as `user`.
struct Scene {
  TemporaryFolder folder;
  std::unique_ptr<adapters::Tree> tree;
  Registry registry;

  Scene(const PostgresServer& server, const std::string& sql, std::string_view user = "postgres",
        std::string_view config = "") {
    write_text(folder.path() / "migrations" / "1_a.sql", "SELECT 1;\n");
    if (!config.empty()) write_text(folder.path() / "sqlx.toml", config);
    server.create_database("plumb_scene");
    server.run_sql("plumb_scene", sql);
    const adapters::Adapter& adapter = adapters::sqlx::adapter();
    tree = adapter.open(adapter.place_of(folder.path().string()), {});
    const auto connection = postgres::Connection::open(server.uri("plumb_scene", user), {});
    registry = tree->read_registry(*connection);
  }

  [[nodiscard]] const Finding* find(std::string_view rule) const {
    const auto found = std::ranges::find(registry.findings, rule, &Finding::rule);
    return found == registry.findings.end() ? nullptr : &*found;
  }
  [[nodiscard]] std::string refusal() const {
    return registry.refusal ? registry.refusal->message : "";
  }
};

std::string as_reader(std::string_view rights) {
  return fmt::format("DROP ROLE IF EXISTS plumb_reader; CREATE ROLE plumb_reader LOGIN; {} {}",
                     table_in("public"), rights);
}

}  // namespace

TEST_CASE("no registry: nothing is applied, everything is pending, nothing is created") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server, "");
  CHECK(!scene.registry.exists);
  CHECK(scene.registry.table == "public._sqlx_migrations");
  CHECK(scene.registry.pending == std::vector<std::string>{"1"});
  CHECK(scene.refusal() == "");
  CHECK(server->run_sql("plumb_scene", "SELECT to_regclass('public._sqlx_migrations') IS NULL") ==
        "t");
}

TEST_CASE("a view in the registry's place is not read") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server, "CREATE VIEW public._sqlx_migrations AS SELECT 1 AS version");
  REQUIRE(scene.find("registry/not-a-table") != nullptr);
  CHECK(scene.find("registry/not-a-table")->where.file == "migrations");
  CHECK(scene.registry.rows.empty());
  CHECK(scene.registry.pending.empty());
}

TEST_CASE("a table of other columns is told by column, and sqlx by its first") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server, "CREATE TABLE public._sqlx_migrations (version bigint, success text)");
  const Finding* finding = scene.find("registry/other-table");
  REQUIRE(finding != nullptr);
  CHECK(finding->message ==
        "public._sqlx_migrations is not a table of sqlx: success is text, checksum is missing, "
        "description is missing, installed_on is missing, execution_time is missing");
  CHECK(scene.refusal() ==
        "while executing migrations: error returned from database: operator does not exist: text = "
        "boolean");
}

TEST_CASE("a table that somebody else made well enough for sqlx is read") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(
      *server,
      "CREATE TABLE public._sqlx_migrations (version bigint, installed_on timestamp, "
      "description varchar(200), success boolean, checksum bytea, execution_time int, "
      "note int); INSERT INTO public._sqlx_migrations VALUES (1, '2024-05-06 07:08:09', "
      "'a', true, '\\x00', 5, NULL)");
  CHECK(scene.registry.findings.empty());
  REQUIRE(scene.registry.rows.size() == 1);
  CHECK(scene.registry.rows[0].applied_at == 1714979289000000);
  CHECK(scene.refusal() == "migration 1 was previously applied but has been modified");
}

TEST_CASE("a role that may not read the registry is told so") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server, as_reader("GRANT CREATE ON SCHEMA public TO plumb_reader"),
                    "plumb_reader");
  CHECK(scene.find("registry/unreadable") != nullptr);
  CHECK(scene.refusal() ==
        "while executing migrations: error returned from database: permission denied for table "
        "_sqlx_migrations");
}

TEST_CASE("a role that may only read is refused by sqlx, not by us") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server, as_reader("GRANT SELECT ON _sqlx_migrations TO plumb_reader"),
                    "plumb_reader");
  CHECK(scene.registry.findings.empty());
  CHECK(scene.registry.pending == std::vector<std::string>{"1"});
  CHECK(scene.refusal() ==
        "while executing migrations: error returned from database: permission denied for schema "
        "public");
}

TEST_CASE("a role that could create and read but not record is refused when something is pending") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server,
                    as_reader("GRANT CREATE ON SCHEMA public TO plumb_reader; GRANT SELECT ON "
                              "_sqlx_migrations TO plumb_reader"),
                    "plumb_reader");
  CHECK(scene.refusal() ==
        "while executing migrations: error returned from database: permission denied for table "
        "_sqlx_migrations");
}

TEST_CASE("a second registry is a warning where it could be meant, else a remark") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const std::string other = "CREATE SCHEMA other;" + table_in("other");
  const Scene beside(*server, table_in("public") + other);
  REQUIRE(beside.find("registry/second-registry") != nullptr);
  CHECK(beside.find("registry/second-registry")->severity == Severity::info);
  CHECK(beside.find("registry/second-registry")->message ==
        "sqlx uses public._sqlx_migrations, and there is other._sqlx_migrations too");

  const Scene instead(*server, other);
  REQUIRE(instead.find("registry/second-registry") != nullptr);
  CHECK(instead.find("registry/second-registry")->severity == Severity::warning);
  CHECK(!instead.registry.exists);

  const Scene alone(*server, table_in("public"));
  CHECK(alone.find("registry/second-registry") == nullptr);
}

TEST_CASE("the registry is where the role's search_path creates it, not where it is found") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server,
                    "CREATE SCHEMA front; ALTER DATABASE plumb_scene SET search_path = "
                    "\"missing\", front, public;" +
                        table_in("public"));
  CHECK(!scene.registry.exists);
  CHECK(scene.registry.table == "front._sqlx_migrations");
  REQUIRE(scene.find("registry/second-registry") != nullptr);
  CHECK(scene.find("registry/second-registry")->severity == Severity::warning);
}

TEST_CASE("sqlx.toml names the table as SQL would read it") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server,
                    "CREATE SCHEMA \"Meta\"; ALTER TABLE IF EXISTS x RENAME TO y;" +
                        table_in("\"Meta\"") +
                        "ALTER TABLE \"Meta\"._sqlx_migrations RENAME TO \"My Table\"",
                    "postgres", "[migrate]\ntable-name = '\"Meta\".\"My Table\"'\n");
  CHECK(scene.registry.exists);
  CHECK(scene.registry.table == "\"Meta\".\"My Table\"");
  CHECK(scene.registry.findings.empty());
}

namespace {

/// The founding scenario: production's registry beside a worktree with an overlay on it.
struct Overlay {
  TemporaryFolder folder;

  explicit Overlay(const std::string& name) {
    const fs::path scenario = fs::path(PLUMBLINE_SOURCE_DIR) / "tests/scenarios/sando-dry-run";
    const auto options = fs::copy_options::recursive | fs::copy_options::overwrite_existing;
    fs::copy(scenario / "server", folder.path() / "server", options);
    const fs::path overlay = scenario / "overlays" / name;
    if (fs::exists(overlay / "server"))
      fs::copy(overlay / "server", folder.path() / "server", options);
    if (!fs::exists(overlay / "delete.txt")) return;
    std::istringstream names(read_text(overlay / "delete.txt"));
    for (std::string file; std::getline(names, file);)
      fs::remove(folder.path() / "server/migrations" / file);
  }
};

}  // namespace

TEST_CASE("a dry run on production's registry says what sqlx would") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  struct Case {
    const char* overlay;
    const char* registry;
    const char* says;  // sqlx's own words, from the scenario's README
    std::size_t pending;
  };
  constexpr const char* missing =
      "migration 123 was previously applied but is missing in the resolved migrations";
  constexpr Case cases[] = {
      {"0-as-is", "registry-at-122.sql", "", 10},
      {"0-as-is", "registry-at-132.sql", "", 0},
      {"0-good-133", "registry-at-132.sql", "", 1},
      {"5a-worktree-at-122", "registry-at-132.sql", missing, 0},
      {"5b-missing-123", "registry-at-132.sql", missing, 0},
      {"5c-missing-123-with-133", "registry-at-132.sql", missing, 1},
      {"6-modified-123", "registry-at-132.sql",
       "migration 123 was previously applied but has been modified", 0},
  };
  for (const Case& row : cases) {
    CAPTURE(std::string(row.overlay));
    const Overlay overlay(row.overlay);
    server->create_database("plumb_scene");
    const fs::path scenario = fs::path(PLUMBLINE_SOURCE_DIR) / "tests/scenarios/sando-dry-run";
    server->run_sql("plumb_scene", read_text(scenario / row.registry));
    const adapters::Adapter& adapter = adapters::sqlx::adapter();
    const auto tree =
        adapter.open(adapter.place_of((overlay.folder.path() / "server").string()), {});
    const auto connection = postgres::Connection::open(server->uri("plumb_scene"), {});
    const Registry registry = tree->read_registry(*connection);
    CHECK((registry.refusal ? registry.refusal->message : "") == row.says);
    CHECK(registry.pending.size() == row.pending);
    const auto findings = plumbline::checks::check_tree(
        {.plan = &tree->plan(), .settings = &tree->settings(), .registry = &registry});
    bool has_problem = false;
    bool quotes_sqlx = false;
    for (const Finding& finding : findings) {
      has_problem = has_problem || finding.severity != Severity::info;
      quotes_sqlx = quotes_sqlx || (finding.tool_says && finding.tool_says->message == row.says);
    }
    CHECK(has_problem == (row.says[0] != '\0'));
    if (has_problem) CHECK(quotes_sqlx);
  }
}

}  // namespace plumbline::tests::sqlx
