/// A database rebuilt from `pg_dump --schema-only` has the same fingerprint as the one that was
/// dumped, and nothing differs.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "scenes.hpp"

namespace {

using plumbline::ObjectKind;
using plumbline::Schema;
using plumbline::tests::capture;
using plumbline::tests::Database;
using plumbline::tests::for_each_server;
using plumbline::tests::generated_schema;
using plumbline::tests::lasting_differences;
using plumbline::tests::make_roles;
using plumbline::tests::PostgresServer;
using plumbline::tests::read_scene;
using plumbline::tests::rebuild;
using plumbline::tests::shared_server;

namespace fs = std::filesystem;

const fs::path scenarios = PLUMBLINE_SOURCE_DIR "/tests/scenarios";

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  bool is_data = false;  // of COPY; the schema is all that is wanted
  for (std::string line; std::getline(stream, line);) {
    is_data = is_data || line.starts_with("COPY ");
    if (!is_data) text << line << '\n';
    is_data = is_data && line != "\\.";
  }
  return text.str();
}

void check_rebuild(const PostgresServer& server, const std::string& sql) {
  const Database database(server, "dumped");
  database.run(sql);
  if (!rebuild(server, "dumped", "restored")) return;
  const Schema dumped = capture(server, "dumped");
  const Schema restored = capture(server, "restored");
  CHECK(dumped.objects().size() > 3);
  CHECK(dumped.source().unchecked.empty());
  std::string said;
  for (const std::string& line : lasting_differences(dumped, restored)) said += line + '\n';
  CHECK(said == "");
  CHECK(dumped.fingerprint() == restored.fingerprint());
}

}  // namespace

TEST_CASE("odd names survive a dump") {
  for_each_server([](const PostgresServer& server) {
    CAPTURE(server.version());
    make_roles(server);
    check_rebuild(server, read_scene("odd_names.sql", server.version()).base);
  });
}

TEST_CASE("defaults are what the server prints, whoever prints them") {
  for_each_server([](const PostgresServer& server) {
    CAPTURE(server.version());
    make_roles(server);
    const Database database(server, "defaults");
    database.run(read_scene("odd_names.sql", server.version()).base);
    const Schema schema = capture(server, "defaults");
    std::istringstream printed(database.run(
        "SET search_path = pg_catalog; SELECT a.attname, pg_get_expr(d.adbin, d.adrelid)"
        " FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum"
        " WHERE d.adrelid = 'select.defaults'::regclass ORDER BY a.attnum"));
    int count = 0;
    for (std::string line; std::getline(printed, line); ++count) {
      const std::string column = line.substr(0, 1);
      CAPTURE(column);
      const auto* object = schema.find(ObjectKind::column, "select.defaults." + column);
      REQUIRE(object != nullptr);
      CHECK(object->property("default") == line.substr(2));
    }
    CHECK(count == 25);
  });
}

TEST_CASE("a generated schema survives a dump") {
  const std::string sql = generated_schema("60");
  for_each_server([&](const PostgresServer& server) {
    CAPTURE(server.version());
    check_rebuild(server, sql);
  });
}

TEST_CASE("the scenarios' databases survive a dump") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  make_roles(*server);
  for (const char* file :
       {"queue-billing/idempotent/staging.sql", "queue-billing/idempotent/staging-drifted.sql",
        "queue-billing/idempotent/staging-partial.sql", "queue-billing/non-idempotent/staging.sql",
        "basketball-040-041/live.sql"}) {
    CAPTURE(std::string(file));
    check_rebuild(*server, text_of(scenarios / file));
  }
  std::vector<fs::path> files;
  for (const auto& entry :
       fs::directory_iterator(scenarios / "sando-dry-run" / "server" / "migrations")) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::string sql;
  for (const fs::path& file : files) sql += text_of(file) + "\n;";
  for (std::size_t at = 0; (at = sql.find(" CONCURRENTLY")) != std::string::npos;)
    sql.erase(at, std::string_view(" CONCURRENTLY").size());  // not among other statements
  check_rebuild(*server, sql);
}
