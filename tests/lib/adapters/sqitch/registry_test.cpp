/// Registries that the real sqitch made, damaged in many ways; what is said of
/// them is compared with what sqitch itself says and does.
#include <doctest/doctest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "adapters/sqitch/adapter.hpp"
#include "plumbline/target.hpp"
#include "support/scratch_folder.hpp"
#include "support/shared_server.hpp"
#include "support/skip.hpp"

namespace plumbline::adapters::sqitch {

namespace {

using tests::PostgresServer;

const std::string stamp = " 2024-03-01T10:00:00Z Ada <a@b>\n";

struct Ran {
  int status = 0;
  std::string output;
};

/// A project with a database of its own.
class Shop {
 public:
  Shop(const PostgresServer& server, const std::string& database, const std::string& config = "")
      : server_(server), database_(database) {
    server.create_database(database);
    folder_.write("sqitch.conf", "[core]\n\tengine = pg\n[engine \"pg\"]\n\ttarget = db:pg:" +
                                     database + "\n" + config);
    for (const char* name : {"a", "b", "c"}) add_scripts(name);
    write_plan("a" + stamp + "b [a]" + stamp + "@v1" + stamp + "c [b@v1]" + stamp);
  }

  void write_plan(const std::string& body, const std::string& project = "shop") const {
    folder_.write("sqitch.plan",
                  "%project=" + project + "\n%uri=https://example.com/" + project + "/\n\n" + body);
  }

  void add_scripts(const std::string& name) const {
    folder_.write("deploy/" + name + ".sql", "CREATE TABLE " + name + " ();\n");
    folder_.write("revert/" + name + ".sql", "DROP TABLE " + name + ";\n");
  }

  void write(const std::string& file, const std::string& text) const { folder_.write(file, text); }
  void run_sql(const std::string& sql) const { server_.run_sql(database_, sql); }

  [[nodiscard]] Ran sqitch(const std::string& arguments) const {
    const std::string command =
        "cd '" + folder_.path() +
        "' && env -u SQITCH_TARGET LC_ALL=C.UTF-8 LANGUAGE=C TZ=UTC PGHOST='" + server_.folder() +
        "' PGPORT=5432 PGUSER=postgres SQITCH_SYSTEM_CONFIG=/nonexistent/x "
        "SQITCH_USER_CONFIG=/nonexistent/x SQITCH_FULLNAME=Ada SQITCH_EMAIL=ada@example.com "
        "sqitch " +
        arguments + " 2>&1";
    Ran ran;
    FILE* const pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    char buffer[4096];
    while (const std::size_t length = std::fread(buffer, 1, sizeof buffer, pipe))
      ran.output.append(buffer, length);
    const int status = ::pclose(pipe);
    ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ran;
  }

  void deploy(const std::string& arguments = "") const {
    const Ran ran = sqitch("deploy " + arguments);
    REQUIRE_MESSAGE(ran.status == 0, ran.output);
  }

  [[nodiscard]] Registry read(const std::string& user = "postgres") const {
    TreeOptions options;
    options.environment = system::Environment(
        {{"SQITCH_SYSTEM_CONFIG", "/nonexistent/x"}, {"SQITCH_USER_CONFIG", "/nonexistent/x"}});
    const auto tree = adapter().open({folder_.path(), "sqitch.plan"}, options);
    names_.clear();
    for (const Change& change : tree->plan().changes) names_[change.id] = change.name;
    Target target = Target::open(server_.uri(database_, user));
    return tree->read_registry(target.connection());
  }

  [[nodiscard]] std::string names(const std::vector<std::string>& ids) const {
    std::string text;
    for (const std::string& id : ids) text += (text.empty() ? "" : " ") + names_.at(id);
    return text;
  }

  /// Our refusal is what sqitch prints when it is asked to deploy, with its exit status.
  void check_refusal(const Registry& registry) const {
    const Ran ran = sqitch("deploy");
    REQUIRE_MESSAGE(registry.refusal.has_value(), ran.output);
    CHECK_MESSAGE(ran.output.find(registry.refusal->message) != std::string::npos,
                  registry.refusal->message, " is not in ", ran.output);
    CHECK(ran.status == registry.refusal->exit_status);
  }

 private:
  const PostgresServer& server_;
  std::string database_;
  tests::ScratchFolder folder_;
  mutable std::map<std::string, std::string> names_;
};

/// Null, and counted as skipped, where the tool or the server is not there.
const PostgresServer* server_for_sqitch() {
  if (std::system("command -v sqitch >/dev/null 2>&1") != 0) {
    tests::skip_case("no sqitch on this machine");
    return nullptr;
  }
  return tests::shared_server();
}

}  // namespace

TEST_CASE("what was deployed is applied, the rest is pending") {
  const PostgresServer* const server = server_for_sqitch();
  if (server == nullptr) return;
  const Shop shop(*server, "partly");
  CHECK_FALSE(shop.read().exists);
  CHECK(shop.names(shop.read().pending) == "a b c");
  shop.deploy("--to b");
  const Registry registry = shop.read();
  CHECK(registry.exists);
  CHECK(registry.table == "sqitch.changes");
  CHECK(shop.names(registry.applied) == "a b");
  CHECK(shop.names(registry.pending) == "c");
  CHECK_FALSE(registry.refusal.has_value());
  REQUIRE(registry.rows.size() == 2);
  CHECK(registry.rows[1].name == "b");
  CHECK(registry.rows[1].applied_by == "Ada <ada@example.com>");
  CHECK(registry.rows[1].checksum.size() == 40);
  CHECK(registry.current == std::vector<std::size_t>{1});
  shop.deploy();
  CHECK(shop.read().pending.empty());
}

TEST_CASE("a row that is gone is a gap, and sqitch sees nothing") {
  const PostgresServer* const server = server_for_sqitch();
  if (server == nullptr) return;
  const Shop shop(*server, "gap");
  shop.deploy();
  shop.run_sql(
      "DELETE FROM sqitch.dependencies; DELETE FROM sqitch.tags; DELETE FROM sqitch.changes WHERE "
      "change = 'b'");
  const Registry registry = shop.read();
  CHECK(shop.names(registry.applied) == "a c");
  CHECK(registry.pending.empty());
  CHECK_FALSE(registry.refusal.has_value());
  CHECK(shop.sqitch("deploy").output.find("up-to-date") != std::string::npos);
}

TEST_CASE("refusals are sqitch's own words") {
  const PostgresServer* const server = server_for_sqitch();
  if (server == nullptr) return;
  {
    INFO("a plan older than the database");
    const Shop shop(*server, "older");
    shop.deploy();
    shop.run_sql(
        "INSERT INTO sqitch.tags SELECT 'x1', '@v9', project, change_id, note, committed_at, "
        "committer_name, "
        "committer_email, planned_at, planner_name, planner_email FROM sqitch.changes WHERE change "
        "= 'c'");
    shop.write_plan("a" + stamp + "b [a]" + stamp);
    const Registry registry = shop.read();
    shop.check_refusal(registry);
    CHECK(registry.pending.empty());
    CHECK(registry.rows.back().refusal.has_value());
  }
  {
    INFO("committed_at out of order");
    const Shop shop(*server, "order");
    shop.deploy();
    shop.run_sql(
        "UPDATE sqitch.changes SET committed_at = now() + interval '1 day' WHERE change = 'a'");
    shop.check_refusal(shop.read());
    shop.run_sql(
        "DELETE FROM sqitch.dependencies; DELETE FROM sqitch.tags; DELETE FROM sqitch.changes "
        "WHERE change = 'c'");
    shop.check_refusal(shop.read());
  }
  {
    INFO("a requirement without its row");
    const Shop shop(*server, "required");
    shop.deploy("--to b");
    shop.write_plan("a" + stamp + "b [a]" + stamp + "@v1" + stamp + "c [a auth:x]" + stamp);
    shop.run_sql("DELETE FROM sqitch.dependencies; DELETE FROM sqitch.changes WHERE change = 'a'");
    shop.check_refusal(shop.read());
  }
  {
    INFO("conflicts");
    const Shop shop(*server, "conflict");
    shop.deploy("--to b");
    shop.write_plan("a" + stamp + "b [a]" + stamp + "@v1" + stamp + "c [!a !b]" + stamp);
    shop.check_refusal(shop.read());
    shop.write_plan("a" + stamp + "b [a]" + stamp + "@v1" + stamp + "c [!nix]" + stamp);
    shop.check_refusal(shop.read());
    shop.write_plan("a" + stamp + "b [a]" + stamp + "@v1" + stamp + "c [!a@nix]" + stamp);
    shop.check_refusal(shop.read());
  }
  {
    INFO("another URI of the project");
    const Shop shop(*server, "uri");
    shop.deploy("--to b");
    shop.run_sql(
        "DELETE FROM sqitch.dependencies; DELETE FROM sqitch.tags; DELETE FROM sqitch.changes; "
        "UPDATE sqitch.projects SET uri = 'https://example.com/else/'");
    shop.check_refusal(shop.read());
    shop.run_sql("UPDATE sqitch.projects SET uri = NULL");
    shop.check_refusal(shop.read());
    shop.run_sql("UPDATE sqitch.projects SET uri = 'https://example.com/shop/', project = 'other'");
    shop.check_refusal(shop.read());
  }
  {
    INFO("a newer registry");
    const Shop shop(*server, "newer");
    shop.deploy("--to b");
    shop.run_sql("INSERT INTO sqitch.releases VALUES (1.2, now(), 'x', 'y')");
    shop.check_refusal(shop.read());
  }
  {
    INFO("a plan that cannot be read");
    const Shop shop(*server, "bracketed");
    shop.write_plan("a [2024-03-01T10:00:00Z] Ada <a@b>\n");
    shop.check_refusal(shop.read());
  }
}

TEST_CASE("checksums say what was modified, and how") {
  const PostgresServer* const server = server_for_sqitch();
  if (server == nullptr) return;
  const Shop shop(*server, "modified");
  shop.deploy();
  shop.write("deploy/a.sql", "CREATE TABLE a ();\r\n");
  shop.write("deploy/b.sql", "CREATE TABLE b (x int);\n");
  shop.run_sql("UPDATE sqitch.changes SET script_hash = NULL WHERE change = 'c'");
  const Registry registry = shop.read();
  CHECK(registry.rows.at(0).difference == "line ends");
  CHECK(registry.rows.at(1).difference.empty());
  CHECK(registry.rows.at(2).checksum.empty());
}

TEST_CASE("a failed deploy is kept with its change") {
  const PostgresServer* const server = server_for_sqitch();
  if (server == nullptr) return;
  const Shop shop(*server, "failed");
  shop.run_sql("CREATE TABLE b ()");
  CHECK(shop.sqitch("deploy --mode change").status == 2);
  shop.run_sql("DROP TABLE b");
  shop.deploy();
  const Registry registry = shop.read();
  REQUIRE(registry.rows.size() == 3);
  const auto& attributes = registry.rows[1].attributes;
  CHECK(std::ranges::any_of(attributes, [](const Attribute& attribute) {
    return attribute.name == "failed_deploys" && attribute.value == "1";
  }));
}

TEST_CASE("the registry is found under any name, and projects are kept apart") {
  const PostgresServer* const server = server_for_sqitch();
  if (server == nullptr) return;
  const Shop shop(*server, "named", "\tregistry = \"Meta Data\"\n");
  shop.deploy("--to b");
  CHECK(shop.read().table == "\"Meta Data\".changes");
  CHECK(shop.names(shop.read().pending) == "c");
  shop.write_plan("c" + stamp, "other");
  CHECK(shop.read().rows.empty());
  CHECK(shop.names(shop.read().pending) == "c");
  shop.deploy();
  CHECK(shop.names(shop.read().applied) == "c");
  // Without the setting the tool would make another one.
  shop.write("sqitch.conf", "[core]\n\tengine = pg\n");
  const Registry elsewhere = shop.read();
  CHECK(shop.names(elsewhere.applied) == "c");
  REQUIRE(elsewhere.findings.size() == 1);
  CHECK(elsewhere.findings[0].rule == "registry/second-registry");
}

TEST_CASE("what is no table of sqitch's is not read") {
  const PostgresServer* const server = server_for_sqitch();
  if (server == nullptr) return;
  const Shop shop(*server, "hijacked");
  shop.deploy();
  shop.run_sql("DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN");
  const auto rule_of = [](const Registry& registry) {
    return registry.findings.empty() ? std::string() : registry.findings[0].rule;
  };
  CHECK(rule_of(shop.read()).empty());
  CHECK(rule_of(shop.read("reader")) == "registry/unreadable");
  shop.run_sql(
      "ALTER TABLE sqitch.changes RENAME TO real_changes; CREATE VIEW sqitch.changes AS SELECT * "
      "FROM sqitch.real_changes");
  CHECK(rule_of(shop.read()) == "registry/not-a-table");
  shop.run_sql("DROP VIEW sqitch.changes; CREATE TABLE sqitch.changes (id int)");
  CHECK(rule_of(shop.read()) == "registry/other-table");
}

}  // namespace plumbline::adapters::sqitch
