#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <set>

#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "plumbline/render.hpp"
#include "support/scratch_folder.hpp"
#include "support/skip.hpp"

using namespace plumbline;
using plumbline::tests::ScratchFolder;

TEST_CASE("every tree below a path is found, in name order, whatever hides beside it") {
  const ScratchFolder folder;
  folder.write("b/migrations/1_x.sql", "select 1;");
  folder.write("a/migrations/1_x.sql", "select 1;");
  folder.write("node_modules/p/migrations/1_x.sql", "select 1;");
  folder.write(".git/migrations/1_x.sql", "select 1;");
  const Repository repository = Repository::open(folder.path());
  REQUIRE(repository.projects().size() == 2);
  CHECK(repository.projects()[0].path() == "a");
  CHECK(repository.projects()[1].path() == "b");
}

TEST_CASE("a path inside a tree gives that tree") {
  const ScratchFolder folder;
  folder.write("server/migrations/1_x.sql", "select 1;");
  folder.write("server/migrations/sub/readme", "");
  for (const char* inside :
       {"server", "server/migrations", "server/migrations/1_x.sql", "server/migrations/sub"}) {
    CAPTURE(inside);
    const Repository repository = Repository::open(folder.file(inside));
    REQUIRE(repository.projects().size() == 1);
    CHECK(repository.projects()[0].plan().changes.size() == 1);
  }
}

TEST_CASE("no tree is an empty repository, no path is an error") {
  const ScratchFolder folder;
  CHECK(Repository::open(folder.path()).projects().empty());
  try {
    Repository::open(folder.file("nothing"));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.status() == Status::not_found);
  }
}

TEST_CASE("places of findings are relative to the opened path") {
  const ScratchFolder folder;
  folder.write("a/migrations/1_x.sql", "select 1;");
  folder.write("a/migrations/1_y.sql", "select 2;");
  const Report report = Repository::open(folder.path()).check(nullptr, {});
  REQUIRE_FALSE(report.findings.empty());
  CHECK(report.findings[0].rule == "plan/duplicate-version");
  CHECK(report.findings[0].project == "a");
  CHECK(report.findings[0].where.file.starts_with("a/migrations/1_"));
}

TEST_CASE("only and skip choose rules, and an unknown pattern is refused") {
  const ScratchFolder folder;
  folder.write("migrations/1_x.sql", "select 1;");
  folder.write("migrations/1_y.sql", "select 2;");
  const Repository repository = Repository::open(folder.path());
  CHECK(repository.check(nullptr, {.only = {"registry"}}).findings.empty());
  CHECK(repository.check(nullptr, {.skip = {"plan/*"}}).findings.empty());
  CHECK_FALSE(repository.check(nullptr, {.only = {"plan/duplicate-*"}}).findings.empty());
  CHECK_THROWS_AS(static_cast<void>(repository.check(nullptr, {.only = {"plann"}})), Error);
}

TEST_CASE("a password in a configuration line is in no form of the report") {
  const ScratchFolder folder;
  folder.write("sqitch.plan", "%project=shop\n\n");
  folder.write("sqitch.conf",
               "[core]\n\tengine = pg\n[engine \"pg\"]\n\ttarget = "
               "db:pg:postgres://app:geheim@db.example.com/$X\n");
  const Report report = Repository::open(folder.path()).check(nullptr, {});
  REQUIRE_FALSE(report.findings.empty());
  CHECK(render_text(report, {.verbose = true}).find("geheim") == std::string::npos);
  CHECK(render_json(report).find("geheim") == std::string::npos);
}

TEST_CASE("a folder that may not be opened is told, and the rest is still checked") {
  if (geteuid() == 0) return plumbline::tests::skip_case("root may open every folder");
  const ScratchFolder folder;
  folder.write("a/migrations/1_x.sql", "select 1;");
  folder.write("data/base/1", "");
  REQUIRE(chmod(folder.file("data").c_str(), 0) == 0);
  const Report report = Repository::open(folder.path()).check(nullptr, {});
  REQUIRE(chmod(folder.file("data").c_str(), 0700) == 0);
  CHECK(report.projects.size() == 1);
  REQUIRE(report.unchecked.size() == 1);
  CHECK(report.unchecked[0].what.ends_with("/data"));
}

TEST_CASE("a script above the limit is not judged, and the rest is still checked") {
  const ScratchFolder folder;
  folder.write("migrations/1_a.sql", "create table a (); create table b (); create table c ();");
  folder.write("migrations/2_b.sql", "select 1;");
  folder.write("migrations/2_c.sql", "select 2;");
  OpenOptions options;
  options.limits.max_file_bytes = 40;
  const Report report = Repository::open(folder.path(), options).check(nullptr, {});
  std::set<std::string> rules;
  for (const Finding& finding : report.findings) rules.insert(finding.rule);
  CHECK(rules.contains("plan/duplicate-version"));
}
