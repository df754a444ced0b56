#include <doctest/doctest.h>

#include <algorithm>

#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "project/config.hpp"
#include "support/scratch_folder.hpp"

namespace plumbline::tests::project {

using plumbline::project::apply_config;
using plumbline::project::Config;
using plumbline::project::parse_config;

namespace {

Finding finding_of(const char* rule, const char* file, const char* change = "") {
  Finding finding = make_finding(rule, "m", {file, 1, 1, 0});
  finding.change = change;
  return finding;
}

/// The findings that are left, as "rule severity".
std::vector<std::string> left(const std::string& toml, std::vector<Finding> findings) {
  std::vector<std::string> result;
  for (const Finding& finding :
       apply_config(parse_config(toml, "plumbline.toml"), std::move(findings)).findings)
    result.push_back(finding.rule + " " + std::string(severity_name(finding.severity)));
  return result;
}

std::size_t count(const Report& report, std::string_view rule) {
  return static_cast<std::size_t>(std::ranges::count(report.findings, rule, &Finding::rule));
}

}  // namespace

TEST_CASE("levels set severities, the single rule over the pattern over the family") {
  const std::vector<Finding> findings = {finding_of("plan/orphan-script", "a"),
                                         finding_of("plan/cycle", "a"),
                                         finding_of("plan/duplicate-tag", "a")};
  CHECK(left("", findings).size() == 3);
  CHECK(left("[rules]\n\"plan/duplicate-*\" = \"info\"\n\"plan/orphan-script\" = \"off\"\nplan = "
             "\"warning\"\n",
             findings) ==
        std::vector<std::string>{"plan/cycle warning", "plan/duplicate-tag info"});
}

TEST_CASE("a suppression hides what its rule, path and change say, and nothing else") {
  struct Row {
    const char* name;
    const char* narrowed;
    bool hides;
  };
  const Row rows[] = {
      {"rule alone", "", true},
      {"its path", "path = \"db/plan\"", true},
      {"its folder", "path = \"db\"", true},
      {"a pattern", "path = \"*/plan\"", true},
      {"another path", "path = \"d\"", false},
      {"its change", "change = \"04-*\"", true},
      {"another change", "change = \"05-*\"", false},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name) {
      const std::string toml =
          std::string("[[suppress]]\nrule = \"plan/cycle\"\nreason = \"known\"\n") + row.narrowed +
          "\n";
      CHECK(left(toml, {finding_of("plan/cycle", "db/plan", "04-x")}).empty() == row.hides);
      CHECK(left(toml, {finding_of("plan/duplicate-tag", "db/plan", "04-x")}).size() == 1);
    }
  }
}

TEST_CASE("what is not understood stops with file, line and the nearest known name") {
  struct Row {
    const char* toml;
    const char* message;
  };
  const Row rows[] = {
      {"x = 1\n", "plumbline.toml:1: key \"x\" is not known"},
      {"\nsupress = []\n", "plumbline.toml:2: key \"supress\" is not known; \"suppress\" is known"},
      {"[rules]\n\"plan/cylce\" = \"off\"\n",
       "plumbline.toml:2: \"plan/cylce\" is no rule, family or pattern of the catalogue; "
       "\"plan/cycle\" is known"},
      {"[rules]\n\"plan/cycle\" = \"of\"\n",
       "plumbline.toml:2: \"of\" is none of \"off\", \"info\", \"warning\" and \"error\""},
      {"[rules]\n\"plan/cycle\" = 1\n",
       "plumbline.toml:2: \"plan/cycle\" is not a text that says something"},
      {"[[suppress]]\nrule = \"plan/cycle\"\n",
       "plumbline.toml:1: the suppression has no \"reason\""},
      {"[[suppress]]\nrule = \"plan/cycle\"\nreason = \"\"\n",
       "plumbline.toml:3: \"reason\" is not a text that says something"},
      {"[[suppress]]\nrule = \"plan/cycle\"\nreason = \"x\"\npaht = \"x\"\n",
       "plumbline.toml:4: key \"paht\" is not known; \"path\" is known"},
      {"suppress = 1\n", "plumbline.toml:1: \"suppress\" is written [[suppress]], once for each"},
      {"ignore = \"x\"\n", "plumbline.toml:1: \"ignore\" is not a list of paths"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.toml);
    try {
      parse_config(row.toml, "plumbline.toml");
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.status() == Status::configuration);
      CHECK(error.fields().message == row.message);
      CHECK(error.fields().where.line > 0);
    }
  }
  CHECK_THROWS_AS(parse_config("a = [", "plumbline.toml"), Error);
}

TEST_CASE("the nearest file is taken, paths are relative to it, and what hides nothing is told") {
  const ScratchFolder folder;
  folder.write("repo/.git/HEAD", "");
  folder.write("repo/a/migrations/1_x.sql", "select 1;");
  folder.write("repo/a/migrations/1_y.sql", "select 2;");
  folder.write("repo/b/migrations/1_x.sql", "select 1;");
  const auto check = [&](const char* path) {
    return Repository::open(folder.file(path)).check(nullptr, {});
  };
  REQUIRE(count(check("repo"), "plan/duplicate-version") > 0);
  folder.write("repo/plumbline.toml",
               "ignore = [\"b\"]\n\n[[suppress]]\nrule = \"plan/duplicate-version\"\npath = "
               "\"a/migrations\"\nreason = \"known\"\n\n"
               "[[suppress]]\nrule = \"plan/cycle\"\nreason = \"gone\"\n\n[[suppress]]\nrule = "
               "\"registry/dirty\"\nreason = \"db\"\n");
  for (const char* path : {"repo", "repo/a"}) {
    CAPTURE(path);
    const Report report = check(path);
    CHECK(report.projects.size() == 1);
    CHECK(count(report, "plan/duplicate-version") == 0);
    REQUIRE(count(report, "config/unused-suppression") == 1);
    const auto unused =
        std::ranges::find(report.findings, "config/unused-suppression", &Finding::rule);
    CHECK(unused->where.line == 9);
    CHECK(unused->where.file ==
          (std::string_view(path) == "repo" ? "plumbline.toml" : "../plumbline.toml"));
  }
}

TEST_CASE("a file that is named must be there") {
  const ScratchFolder folder;
  OpenOptions options;
  options.config = folder.file("no.toml");
  CHECK_THROWS_AS(Repository::open(folder.path(), options), Error);
}

}  // namespace plumbline::tests::project
