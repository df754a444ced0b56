/// Clusters that are kept with databases in them, and found again by the next start.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "lib/postgres/cluster/surroundings.hpp"
#include "plumbline/error.hpp"
#include "postgres/cluster/cache.hpp"
#include "postgres/cluster/cluster.hpp"
#include "postgres/cluster/database_maker.hpp"
#include "support/postgres_server.hpp"
#include "support/server_programs.hpp"
#include "support/session.hpp"
#include "support/skip.hpp"

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using postgres::Cluster;
using postgres::ClusterCache;
using postgres::ClusterOptions;
using postgres::DatabaseMaker;

bool can_start() {
  use_own_cache();
  if (!missing_programs().empty()) skip_case(missing_programs());
  return missing_programs().empty();
}

/// All variants of the cache, sorted.
std::vector<std::string> variants() {
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(cached_version())) {
    if (entry.path().filename().string().starts_with("with-"))
      found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

void forget_variants() {
  if (cached_version().empty()) return;
  for (const std::string& variant : variants()) fs::remove_all(variant);
}

std::unique_ptr<Cluster> start(const ServerPlace& place, const std::string& family,
                               const std::vector<std::string>& wanted) {
  ClusterOptions options;
  options.server.directory = place.path();
  options.family = family;
  options.wanted = wanted;
  return Cluster::start(options);
}

/// Keeps a cluster of that family with these databases, each with a table `t` that says its name.
bool keep(const ServerPlace& place, const std::string& family,
          const std::vector<std::string>& names) {
  const std::unique_ptr<Cluster> cluster = start(place, family, {});
  DatabaseMaker maker(*cluster);
  for (const std::string& name : names) {
    const auto made = maker.rename(maker.create(), name);
    run_sql_at(made.uri(), "CREATE TABLE t AS SELECT '" + name + "'::text AS name");
  }
  return cluster->stop_and_save(names);
}

TEST_CASE("a kept cluster is found again, with its databases and roles") {
  if (!can_start()) return;
  forget_variants();
  const ServerPlace place;
  {
    const auto cluster = start(place, "house", {"plumb_t_a"});
    CHECK_FALSE(cluster->has("plumb_t_a"));
    DatabaseMaker maker(*cluster);
    const auto work = maker.create();
    run_sql_at(work.uri(), "CREATE TABLE t AS SELECT 1 AS n");
    static_cast<void>(maker.rename(maker.clone(work), "plumb_t_a"));
    maker.create_role("app");
    run_sql_at(cluster->uri(), "ALTER DATABASE plumb_t_a SET work_mem = '7MB'");
    run_sql_at(cluster->uri(), "ALTER SYSTEM SET work_mem = '9MB'");
    CHECK(cluster->stop_and_save(std::vector<std::string>{"plumb_t_a"}));
    CHECK_FALSE(cluster->is_running());
  }
  CHECK(place.names().empty());
  CHECK(variants().size() == 1);
  const auto cluster = start(place, "house", {"plumb_t_other", "plumb_t_a"});
  REQUIRE(cluster->has("plumb_t_a"));
  CHECK_FALSE(cluster->has("plumb_t_other"));
  CHECK(cluster->kept() == std::vector<std::string>{"plumb_t_a"});
  CHECK(run_sql_at(cluster->uri("plumb_t_a"), "SHOW work_mem") == "7MB");
  CHECK(run_sql_at(cluster->uri(), "SHOW work_mem") == "4MB");  // ALTER SYSTEM is not kept
  CHECK(run_sql_at(cluster->uri(),
                   "SELECT string_agg(datname, ' ' ORDER BY datname)"
                   " FROM pg_database") == "plumb_t_a postgres template0 template1");
  CHECK(run_sql_at(cluster->uri(), "SELECT count(*) FROM pg_roles WHERE rolname = 'app'") == "1");
  DatabaseMaker maker(*cluster);
  const auto used = maker.rename(maker.adopt("plumb_t_a"), "in_use");
  CHECK(run_sql_at(used.uri(), "SELECT n FROM t") == "1");
  CHECK_THROWS_WITH_AS(static_cast<void>(maker.adopt("plumb_t_b")),
                       "no database \"plumb_t_b\" was kept", Error);
}

TEST_CASE("of several kept clusters the one with most of what is wanted is used") {
  if (!can_start()) return;
  forget_variants();
  const ServerPlace place;
  REQUIRE(keep(place, "f", {"plumb_t_a"}));
  REQUIRE(keep(place, "f", {"plumb_t_b", "plumb_t_c"}));
  REQUIRE(keep(place, "g", {"plumb_t_a", "plumb_t_b", "plumb_t_c"}));
  struct Row {
    const char* name;
    std::string family;
    std::vector<std::string> wanted;
    std::vector<std::string> kept;
  };
  const std::vector<Row> rows = {
      {"the most", "f", {"plumb_t_a", "plumb_t_b", "plumb_t_c"}, {"plumb_t_b", "plumb_t_c"}},
      {"the earlier of equals", "f", {"plumb_t_a", "plumb_t_b"}, {"plumb_t_a"}},
      {"the other way round", "f", {"plumb_t_b", "plumb_t_a"}, {"plumb_t_b", "plumb_t_c"}},
      {"none of it", "f", {"plumb_t_x"}, {}},
      {"nothing wanted", "f", {}, {}},
      {"another family", "h", {"plumb_t_a"}, {}},
      {"no family", "", {"plumb_t_a"}, {}},
      {"its own family", "g", {"plumb_t_a"}, {"plumb_t_a", "plumb_t_b", "plumb_t_c"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(start(place, row.family, row.wanted)->kept() == row.kept);
  }
}

TEST_CASE("kept again, the least recently used ones make room") {
  if (!can_start()) return;
  forget_variants();
  const ServerPlace place;
  for (const char* name : {"plumb_t_1", "plumb_t_2", "plumb_t_3", "plumb_t_4"})
    REQUIRE(keep(place, "f", {name}));
  CHECK(variants().size() == ClusterCache::max_variants);
  CHECK(start(place, "f", {"plumb_t_1"})->has("plumb_t_1"));  // used: no longer the oldest
  fs::create_directory(fs::path(cached_version()) / "new-killed");
  REQUIRE(keep(place, "f", {"plumb_t_5"}));
  CHECK(variants().size() == ClusterCache::max_variants);
  CHECK_FALSE(start(place, "f", {"plumb_t_2"})->has("plumb_t_2"));
  CHECK(start(place, "f", {"plumb_t_1"})->has("plumb_t_1"));
  CHECK(start(place, "f", {"plumb_t_5"})->has("plumb_t_5"));
  CHECK_FALSE(fs::exists(fs::path(cached_version()) / "new-killed"));
  REQUIRE(keep(place, "f", {"plumb_t_5"}));  // the same again: in its place
  CHECK(variants().size() == ClusterCache::max_variants);
}

TEST_CASE("a broken kept cluster is thrown away, and an empty one used") {
  if (!can_start()) return;
  forget_variants();
  const ServerPlace place;
  REQUIRE(keep(place, "f", {"plumb_t_a"}));
  REQUIRE(variants().size() == 1);
  const fs::path variant = variants().front();
  SUBCASE("it is cut") { fs::resize_file(variant / "data", 100'000); }
  SUBCASE("bytes in it are wrong") { overwrite(variant / "data", "global/pg_control"); }
  const auto cluster = start(place, "f", {"plumb_t_a"});
  CHECK_FALSE(cluster->has("plumb_t_a"));
  CHECK(run_sql_at(cluster->uri(), "SELECT 1") == "1");
  CHECK(variants().empty());
}

TEST_CASE("saved as it is, a cluster goes on, and what comes after is not in the kept one") {
  if (!can_start()) return;
  forget_variants();
  const std::string sum =
      "SELECT (SELECT count(*) FROM plain) || ' ' || (SELECT sum(hashtext(body)) FROM large)"
      " || ' ' || (SELECT count(*) FROM unlogged)";
  const ServerPlace place;
  std::string before;
  {
    const auto cluster = start(place, "f", {});
    DatabaseMaker maker(*cluster);
    const auto made = maker.rename(maker.create(), "plumb_t_a");
    // More than one piece of a large file, and what only a clean stop keeps.
    run_sql_at(made.uri(),
               "CREATE TABLE plain AS SELECT 1 AS n;"
               " CREATE TABLE large AS SELECT repeat(md5(n::text), 20) AS body"
               " FROM generate_series(1, 15000) n;"
               " CREATE UNLOGGED TABLE unlogged AS SELECT 1 AS n");
    before = run_sql_at(made.uri(), sum);
    CHECK(cluster->save(std::vector<std::string>{"plumb_t_a"}));
    CHECK(cluster->is_running());
    CHECK(run_sql_at(made.uri(), sum) == before);
    run_sql_at(made.uri(), "INSERT INTO plain VALUES (2); DELETE FROM large");
    DatabaseMaker again(*cluster);
    CHECK(run_sql_at(again.create().uri(), "SELECT 1") == "1");
  }
  CHECK(place.names().empty());
  CHECK(place.processes().empty());
  const auto cluster = start(place, "f", {"plumb_t_a"});
  REQUIRE(cluster->has("plumb_t_a"));
  CHECK(run_sql_at(cluster->uri("plumb_t_a"), sum) == before);
}

TEST_CASE("what cannot be kept is said, and nothing is kept") {
  if (!can_start()) return;
  forget_variants();
  const ServerPlace place;
  const auto cluster = start(place, "f", {});
  DatabaseMaker maker(*cluster);
  const auto made = maker.create();
  for (const char* name : {"postgres", "plumb_t_absent", "with space", ""}) {
    CHECK_THROWS_WITH_AS(cluster->stop_and_save(std::vector<std::string>{name}),
                         doctest::Contains("is no database to keep"), Error);
  }
  CHECK(cluster->is_running());
  const std::string elsewhere = cluster->folder() + "/elsewhere";
  run_sql_at(cluster->uri(), "COPY (SELECT 1) TO PROGRAM 'mkdir " + elsewhere + "'");
  run_sql_at(cluster->uri(), "CREATE TABLESPACE elsewhere LOCATION '" + elsewhere + "'");
  static_cast<void>(maker.rename(made, "plumb_t_a"));
  CHECK_FALSE(cluster->stop_and_save(std::vector<std::string>{"plumb_t_a"}));
  CHECK(variants().empty());
}

}  // namespace
}  // namespace plumbline::tests
