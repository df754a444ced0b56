#include "project/git_history.hpp"

#include <doctest/doctest.h>

#include "support/scratch_folder.hpp"
#include "system/digest.hpp"
#include "system/process.hpp"

using namespace plumbline;
using plumbline::tests::ScratchFolder;

namespace {

void git(const ScratchFolder& folder, std::vector<std::string> arguments) {
  std::vector<std::string> words = {
      "git", "-C", folder.path(), "-c", "user.name=t", "-c", "user.email=t@example.com"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  REQUIRE(system::run_process(words).exit_status == 0);
}

/// One change whose recorded checksum is that of `applied`.
struct Case {
  Plan plan;
  Registry registry;
  std::vector<Finding> findings;
  std::vector<Unchecked> unchecked;

  explicit Case(const std::string& applied) {
    Change change;
    change.id = "1";
    change.deploy.file = "m/1_a.sql";
    plan.changes.push_back(change);
    registry.rows.push_back({.id = "1", .checksum = system::sha384_hex(applied)});
    findings.push_back(make_finding("registry/modified", "m", {.file = "m/1_a.sql"}));
    findings.back().change = "1";
  }
};

}  // namespace

TEST_CASE("the commit whose script was applied is named") {
  const ScratchFolder folder;
  git(folder, {"init", "-q"});
  for (const char* text : {"select 1;\n", "select 2;\n", "select 3;\n"}) {
    folder.write("m/1_a.sql", text);
    git(folder, {"add", "."});
    git(folder, {"commit", "-q", "-m", "c"});
  }
  const auto second =
      system::run_process({"git", "-C", folder.path(), "rev-parse", "HEAD~1"}).output.substr(0, 12);

  Case applied("select 2;\n");
  project::add_commits(applied.findings, applied.plan, applied.registry, folder.path(),
                       applied.unchecked);
  REQUIRE(applied.findings[0].related.size() == 1);
  CHECK(applied.findings[0].related[0].message.starts_with("what was applied is in commit " +
                                                           second + " of "));
  CHECK(applied.unchecked.empty());

  Case never("select 9;\n");
  project::add_commits(never.findings, never.plan, never.registry, folder.path(), never.unchecked);
  CHECK(never.findings[0].related[0].message ==
        "what was applied is in none of the last 200 commits of this file");
}

TEST_CASE("a folder without history is said, not passed over") {
  const ScratchFolder folder;
  Case one("x");
  project::add_commits(one.findings, one.plan, one.registry, folder.path(), one.unchecked);
  CHECK(one.findings[0].related.empty());
  REQUIRE(one.unchecked.size() == 1);
  CHECK(one.unchecked[0].why == "git cannot tell the history of this folder");
}
