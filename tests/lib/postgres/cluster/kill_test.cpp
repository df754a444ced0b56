/// What is left when the owner of an ephemeral server dies, and what the next start does about it.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "lib/postgres/cluster/surroundings.hpp"
#include "plumbline/error.hpp"
#include "plumbline/server.hpp"
#include "postgres/cluster/cluster.hpp"
#include "support/postgres_server.hpp"
#include "support/server_programs.hpp"
#include "support/skip.hpp"

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

bool can_start() {
  use_own_cache();
  if (!missing_programs().empty()) skip_case(missing_programs());
  return missing_programs().empty();
}

/// Starts one and ends it: what was left is swept.
void start_once(const ServerPlace& place) {
  ServerOptions options;
  options.directory = place.path();
  const Server server = Server::start(options);
  CHECK(run_sql_at(server.uri(), "SELECT 1") == "1");
}

std::vector<std::string> words_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

/// The guard of the only server in `place`; 0 when there is none.
pid_t guard_in(const ServerPlace& place) {
  for (const pid_t process : place.processes()) {
    const std::vector<std::string> words = words_of(process);
    if (words.size() > 3 && words[3] == "plumbline-guard") return process;
  }
  return 0;
}

TEST_CASE("an owner killed at any moment leaves no process, and no folder after the next start") {
  if (!can_start()) return;
  const ServerPlace place;
  start_once(place);  // initdb, so that all moments are of a usual start
  const unsigned seed = std::random_device()();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 25; ++round) {
    Holder holder({"server", place.path()});
    const auto moment = std::uniform_int_distribution<>(0, 300)(random);
    std::this_thread::sleep_for(milliseconds(moment));
    holder.kill(round % 2 == 1);
    CHECK(holder.end() == -1);
  }
  CHECK(comes_true([&] { return place.processes().empty(); }));
  start_once(place);
  CHECK(place.names().empty());
  CHECK(place.processes().empty());
}

TEST_CASE("an owner killed while initdb runs leaves nothing either") {
  if (!can_start()) return;
  const ServerPlace place;
  if (const std::string version = cached_version(); !version.empty()) fs::remove_all(version);
  {
    Holder holder({"server", place.path()});
    std::this_thread::sleep_for(milliseconds(150));
    holder.kill(true);
  }
  CHECK(comes_true([&] { return place.processes().empty() && place.names().empty(); }));
  start_once(place);
}

TEST_CASE("what a killed guard left is swept by the next start") {
  if (!can_start()) return;
  const ServerPlace place;
  {
    Holder holder({"server", place.path()});
    REQUIRE_FALSE(holder.read_line().empty());
    const pid_t guard = guard_in(place);
    REQUIRE(guard > 0);
    ::kill(guard, SIGKILL);
    CHECK(comes_true([&] { return guard_in(place) == 0; }));
    holder.kill(false);
  }
  CHECK_FALSE(place.processes().empty());  // the server runs on
  CHECK(place.names().size() == 1);
  start_once(place);
  CHECK(place.names().empty());
  CHECK(place.processes().empty());
}

TEST_CASE("an owner whose guard was killed takes its server away itself") {
  if (!can_start()) return;
  const ServerPlace place;
  {
    ServerOptions options;
    options.directory = place.path();
    const Server server = Server::start(options);
    ::kill(guard_in(place), SIGKILL);
    CHECK(run_sql_at(server.uri(), "SELECT 1") == "1");
    start_once(place);  // whose sweep leaves the living alone
    CHECK(run_sql_at(server.uri(), "SELECT 2") == "2");
  }
  CHECK(place.names().empty());
  CHECK(place.processes().empty());
}

TEST_CASE("a sweep touches only what is dead and ours") {
  if (!can_start()) return;
  const ServerPlace place;
  const ScratchFolder elsewhere;
  elsewhere.write("lock", "");
  elsewhere.write("kept", "");
  const auto make = [&](const std::string& name, const std::string& pid) {
    const fs::path folder = place.path() + "/" + name;
    fs::create_directories(folder / "data");
    std::ofstream(folder / "lock").flush();
    std::ofstream(folder / "data/postmaster.pid") << pid << "\n"
                                                  << (folder / "data").string() << "\n";
  };
  make("plumb-dead01", "999999");
  make("plumb-reused", std::to_string(::getpid()));  // a number that another process has now
  make("plumb-longer-name", "999999");
  make("others", "999999");
  fs::create_directory_symlink(elsewhere.path(), place.path() + "/plumb-link01");
  fs::create_directory(place.path() + "/.plumb-early1");  // its maker was killed at once
  fs::create_directory(place.path() + "/.plumb-early2");
  std::ofstream(place.path() + "/.plumb-early2/lock").flush();
  fs::create_directory(place.path() + "/plumb-empty1");  // somebody else's
  fs::create_directories(place.path() + "/plumb-nolock/data");
  make("plumb-linked", "999999");
  fs::create_directory_symlink(elsewhere.path(), place.path() + "/plumb-linked/data/inner");
  if (::geteuid() == 0) {
    make("plumb-other1", "999999");
    REQUIRE(::chown((place.path() + "/plumb-other1").c_str(), 12345, 12345) == 0);
  }
  start_once(place);
  std::vector<std::string> left = {"others", "plumb-empty1", "plumb-link01", "plumb-longer-name",
                                   "plumb-nolock"};
  if (::geteuid() == 0) left.emplace_back("plumb-other1");
  CHECK(place.names() == left);
  CHECK(fs::exists(elsewhere.file("kept")));
}

TEST_CASE("another user than root starts one as himself") {
  if (!can_start()) return;
  const passwd* nobody = ::getpwnam("nobody");
  const std::string setpriv = find_on_path("setpriv");
  if (::geteuid() != 0 || nobody == nullptr || setpriv.empty())
    return skip_case("only root with setpriv can become another user");
  const std::vector<std::string> become = {setpriv, "--reuid=" + std::to_string(nobody->pw_uid),
                                           "--regid=" + std::to_string(nobody->pw_gid),
                                           "--clear-groups", "--"};
  ScratchFolder home;
  REQUIRE(::chown(home.path().c_str(), nobody->pw_uid, nobody->pw_gid) == 0);
  const ServerPlace place;
  REQUIRE(::chmod(place.path().c_str(), 01777) == 0);
  ::setenv("XDG_CACHE_HOME", home.path().c_str(), 1);
  Holder holder({"server", place.path()}, become);
  use_own_cache();
  const std::string uri = holder.read_line();
  if (uri.empty()) return skip_case("this build is where other users cannot go");
  CHECK(run_sql_at(uri, "SELECT 1") == "1");
  for (const std::string& name : place.names()) {
    struct stat facts {};
    CHECK(::stat((place.path() + "/" + name).c_str(), &facts) == 0);
    CHECK(facts.st_uid == nobody->pw_uid);
  }
  CHECK(holder.end() == 0);
  CHECK(place.names().empty());
}

}  // namespace
}  // namespace plumbline::tests
