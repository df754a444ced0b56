/// Version tables on a real server beside small graphs, and the founding scenario of two files that
/// claim one id. Alembic's words are those of alembic 1.20.1 (scenario's README).
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "adapters/alembic/adapter.hpp"
#include "plumbline/target.hpp"
#include "support/scratch_folder.hpp"
#include "support/shared_server.hpp"

namespace plumbline::adapters::alembic {

namespace {

using Ids = std::vector<std::string>;

const std::string database = "plumb_alembic";

std::string version_table(const std::string& rows, const std::string& schema = "public") {
  const std::string table = schema + ".alembic_version";
  return "CREATE TABLE " + table +
         " (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY "
         "(version_num));" +
         (rows.empty() ? "" : "INSERT INTO " + table + " VALUES " + rows + ";");
}

Registry read_registry(const tests::PostgresServer& server, const std::string& root,
                       const std::string& sql) {
  server.create_database(database);
  server.run_sql(database, sql);
  const auto tree = adapter().open({root, "alembic.ini"}, {});
  Target target = Target::open(server.uri(database));
  return tree->read_registry(target.connection());
}

/// 1 <- 2 <- 3, and 2 <- 4 when it parts.
class Chain {
 public:
  explicit Chain(bool parts = false) {
    folder_.write("alembic.ini", "[alembic]\nscript_location = m\n");
    add("1", "None");
    add("2", "'1'");
    add("3", "'2'");
    if (parts) add("4", "'2'");
  }

  void add(const std::string& id, const std::string& down, const std::string& more = "") const {
    folder_.write("m/versions/" + id + "_step.py",
                  "revision = '" + id + "'\ndown_revision = " + down + "\n" + more +
                      "\ndef upgrade():\n    pass\n\ndef downgrade():\n    op.execute('x')\n");
  }

  [[nodiscard]] Registry read(const tests::PostgresServer& server, const std::string& sql) const {
    return read_registry(server, folder_.path(), sql);
  }

 private:
  tests::ScratchFolder folder_;
};

Ids row_ids(const Registry& registry) {
  Ids ids;
  for (const RegistryRow& row : registry.rows) ids.push_back(row.id);
  return ids;
}

Ids sorted(Ids ids) {
  std::ranges::sort(ids);
  return ids;
}

/// live.sql for a server that is given statements only: each COPY as INSERTs, whose values
/// hold no quote.
std::string live_sql(const std::string& root) {
  std::ifstream file(root + "/live.sql");
  REQUIRE(file.good());
  std::string sql;
  std::string table;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("COPY ")) {
      table = line.substr(5, line.find(" (") - 5);
    } else if (line == "\\.") {
      table.clear();
    } else if (table.empty()) {
      sql += line + "\n";
    } else {
      sql += "INSERT INTO " + table + " VALUES ('";
      for (const char c : line) sql += c == '\t' ? std::string("', '") : std::string(1, c);
      sql += "');\n";
    }
  }
  return sql;
}

}  // namespace

TEST_CASE("without a version table everything is pending, and none is made") {
  const tests::PostgresServer* server = tests::shared_server();
  if (server == nullptr) return;
  const Registry registry = Chain().read(*server, "");
  CHECK_FALSE(registry.exists);
  CHECK(registry.table == "public.alembic_version");
  CHECK(registry.rows.empty());
  CHECK(registry.applied.empty());
  CHECK(registry.pending == Ids{"1", "2", "3"});
  CHECK_FALSE(registry.refusal.has_value());
  CHECK(server->run_sql(database, "SELECT to_regclass('public.alembic_version') IS NULL") == "t");
}

TEST_CASE("an empty version table means that nothing is applied") {
  const tests::PostgresServer* server = tests::shared_server();
  if (server == nullptr) return;
  const Registry registry = Chain().read(*server, version_table(""));
  CHECK(registry.exists);
  CHECK(registry.rows.empty());
  CHECK(registry.applied.empty());
  CHECK(registry.pending == Ids{"1", "2", "3"});
}

TEST_CASE("one row means its revision and all that it descends from") {
  const tests::PostgresServer* server = tests::shared_server();
  if (server == nullptr) return;
  const Registry registry = Chain().read(*server, version_table("('2')"));
  CHECK(row_ids(registry) == Ids{"2"});
  CHECK(registry.current == std::vector<std::size_t>{0});
  CHECK(registry.applied == Ids{"1", "2"});
  CHECK(registry.pending == Ids{"3"});
  CHECK_FALSE(registry.refusal.has_value());
  CHECK(registry.findings.empty());
}

TEST_CASE("a dependency is applied with what depends on it, and pending before it") {
  const tests::PostgresServer* server = tests::shared_server();
  if (server == nullptr) return;
  const Chain chain(true);
  chain.add("5", "'3'", "depends_on = '4'\n");
  CHECK(sorted(chain.read(*server, version_table("('5')")).applied) ==
        Ids{"1", "2", "3", "4", "5"});
  const Registry half = chain.read(*server, version_table("('3')"));
  CHECK(half.applied == Ids{"1", "2", "3"});
  CHECK(half.pending == Ids{"4", "5"});
}

TEST_CASE("two rows are two heads, and both count") {
  const tests::PostgresServer* server = tests::shared_server();
  if (server == nullptr) return;
  const Registry registry = Chain(true).read(*server, version_table("('4'), ('3')"));
  CHECK(row_ids(registry) == Ids{"3", "4"});
  CHECK(registry.current == std::vector<std::size_t>{0, 1});
  CHECK(sorted(registry.applied) == Ids{"1", "2", "3", "4"});
  CHECK(registry.pending.empty());
}

TEST_CASE("a branch point's row leaves both lines pending, and head is refused") {
  const tests::PostgresServer* server = tests::shared_server();
  if (server == nullptr) return;
  const Registry registry = Chain(true).read(*server, version_table("('2')"));
  CHECK(registry.applied == Ids{"1", "2"});
  CHECK(registry.pending.size() == 2);
  REQUIRE(registry.refusal.has_value());
  CHECK(registry.refusal->message.starts_with(
      "FAILED: Multiple head revisions are present for given argument 'head'"));
  CHECK(registry.refusal->exit_status == 255);
}

TEST_CASE("a version table in another schema is read where it is the only one") {
  const tests::PostgresServer* server = tests::shared_server();
  if (server == nullptr) return;
  const Chain chain;
  const std::string elsewhere = "CREATE SCHEMA app;" + version_table("('1')", "app");
  const Registry alone = chain.read(*server, elsewhere);
  CHECK(alone.table == "app.alembic_version");
  CHECK(alone.applied == Ids{"1"});
  CHECK(alone.findings.empty());
  const Registry both = chain.read(*server, elsewhere + version_table("('2')"));
  CHECK(both.table == "public.alembic_version");
  CHECK(both.applied == Ids{"1", "2"});
  REQUIRE(both.findings.size() == 1);
  CHECK(both.findings[0].rule == "registry/second-registry");
}

TEST_CASE("a row that no file has stops Alembic, in its words") {
  const tests::PostgresServer* server = tests::shared_server();
  if (server == nullptr) return;
  const Registry registry = Chain().read(*server, version_table("('0f0f')"));
  REQUIRE(registry.rows.size() == 1);
  REQUIRE(registry.rows[0].refusal.has_value());
  CHECK(registry.rows[0].refusal->message == "FAILED: Can't locate revision identified by '0f0f'");
  REQUIRE(registry.refusal.has_value());
  CHECK(registry.refusal->message == "FAILED: Can't locate revision identified by '0f0f'");
  CHECK(registry.refusal->exit_status == 255);
  CHECK(registry.applied.empty());
  CHECK(registry.pending.empty());
}

TEST_CASE("basketball: 042 is applied, 043 is pending, and the second 041 stops the deploy") {
  const tests::PostgresServer* server = tests::shared_server();
  if (server == nullptr) return;
  const std::string root =
      std::string(PLUMBLINE_SOURCE_DIR) + "/tests/scenarios/basketball-040-041";
  const Registry registry = read_registry(*server, root, live_sql(root));
  CHECK(row_ids(registry) == Ids{"042"});
  REQUIRE(registry.applied.size() == 42);
  CHECK(registry.applied.front() == "001");
  CHECK(registry.applied[40] == "041");
  CHECK(registry.applied.back() == "042");
  CHECK(registry.pending == Ids{"043"});
  REQUIRE(registry.refusal.has_value());
  CHECK(registry.refusal->message ==
        "FAILED: Multiple head revisions are present for given argument 'head'; please specify a "
        "specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' "
        "for all heads");
  CHECK(registry.refusal->exit_status == 255);
  const auto tree = adapter().open({root, "alembic.ini"}, {});
  const auto is_duplicate = [](const Finding& finding) {
    return finding.rule == "plan/duplicate-revision" && finding.change == "041";
  };
  CHECK(std::ranges::count_if(tree->plan().findings, is_duplicate) == 1);
}

}  // namespace plumbline::adapters::alembic
