#include <doctest/doctest.h>

#include <algorithm>

#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "project/apply_config.hpp"
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
      {"ignore = \"x\"\n", "plumbline.toml:1: \"ignore\" is not a list of texts"},
      {"gate = 1\n", "plumbline.toml:1: \"gate\" is not a table"},
      {"[gate]\nrole = [\"a\"]\n",
       "plumbline.toml:2: key \"role\" is not known; \"roles\" is known"},
      {"[gate]\nroles = \"a\"\n", "plumbline.toml:2: \"roles\" is not a list of texts"},
      {"[gate]\nroles = [\"a\",\n 1]\n",
       "plumbline.toml:3: \"roles\" is not a text that says something"},
      {"[gate]\nstep_ms = 0\n",
       "plumbline.toml:2: \"step_ms\" is not a number of milliseconds above 0"},
      {"[gate]\nstep_ms = \"1s\"\n",
       "plumbline.toml:2: \"step_ms\" is not a number of milliseconds above 0"},
      {"[gate]\ninfer = \"no\"\n", "plumbline.toml:2: \"infer\" is neither true nor false"},
      {"[gate]\nrecord = false\n", "plumbline.toml:2: \"record\" is not a text"},
      {"[project]\npath = \"a\"\n",
       "plumbline.toml:1: \"project\" is written [[project]], once for each"},
      {"[[project]]\nroles = []\n", "plumbline.toml:1: the project has no \"path\""},
      {"[[project]]\npath = \"a\"\ntool = \"alembik\"\n",
       "plumbline.toml:3: tool \"alembik\" is none of \"alembic\", \"sqitch\", \"sqlx\"; "
       "\"alembic\" is known"},
      {"[[project]]\npath = \"a\"\nseed = 1\n",
       "plumbline.toml:3: \"seed\" is written [[project.seed]], once for each"},
      {"[[project]]\npath = \"a\"\n[[project.seed]]\nbefore = \"1\"\n",
       "plumbline.toml:3: the seed has not one of \"sql\" and \"file\""},
      {"[[project]]\npath = \"a\"\n[[project.seed]]\nsql = \"x\"\nfile = \"y\"\n",
       "plumbline.toml:3: the seed has not one of \"sql\" and \"file\""},
      {"[[project]]\npath = \"a\"\n[[project.hook]]\nstep = \"upgrad\"\nwhen = \"before\"\n",
       "plumbline.toml:4: step \"upgrad\" is none of \"backup\", \"downgrade\", \"heads\", "
       "\"registry\", \"reset\", \"restore\", \"roles\", \"seed\", \"upgrade\", \"verify\"; "
       "\"upgrade\" is known"},
      {"[[project]]\npath = \"a\"\n[[project.hook]]\nstep = \"seed\"\nwhen = \"then\"\n",
       "plumbline.toml:5: moment \"then\" is none of \"after\", \"before\""},
      {"[[project]]\npath = \"a\"\n[[project.hook]]\nstep = \"seed\"\nwhen = \"after\"\n",
       "plumbline.toml:3: the hook has no \"command\""},
      {"[[project]]\npath = \"a\"\nenvironment = { A = 1 }\n",
       "plumbline.toml:3: \"A\" is not a text"},
      {"[[project]]\npath = \"a\"\ninterpreter = \"x\"\n[[project]]\npath = \"./a/\"\n"
       "interpreter = \"y\"\n",
       "plumbline.toml:6: \"interpreter\" of this project is set before"},
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

TEST_CASE("gates: sections of one tree are taken together, a folder may hold two tools' trees") {
  const Config config = parse_config(R"(
[gate]
roles = ["app"]
protected = ["postgres://db.example/app"]
record = ""
step_ms = 1000
infer = false
[[project]]
path = "db"
roles = ["a"]
interpreter = "python3"
[[project]]
path = "db"
tool = "sqlx"
roles = ["x"]
[[project]]
path = "./db/"
roles = ["b"]
arguments = ["k=v"]
environment = { A = "1", B = "" }
[[project.seed]]
before = "0016"
sql = "SELECT 1"
[[project.hook]]
step = "upgrade"
when = "before"
command = "true"
)",
                                     "plumbline.toml");
  const gate::GateSettings& gate = config.gate;
  CHECK(gate.roles == std::vector<std::string>{"app"});
  CHECK(gate.protected_targets == std::vector<std::string>{"postgres://db.example/app"});
  CHECK(gate.record == "");
  CHECK(gate.step_ms == 1000);
  CHECK(!gate.infer);
  REQUIRE(gate.projects.size() == 2);
  const gate::ProjectSettings* const alembic = config.project("db", "alembic");
  REQUIRE(alembic != nullptr);
  CHECK(alembic->roles == std::vector<std::string>{"a", "b"});
  CHECK(alembic->arguments == std::vector<std::string>{"k=v"});
  CHECK(alembic->environment == std::map<std::string, std::string>{{"A", "1"}, {"B", ""}});
  REQUIRE(alembic->seeds.size() == 1);
  CHECK(alembic->seeds[0].before == "0016");
  CHECK(alembic->seeds[0].sql == "SELECT 1");
  CHECK(alembic->seeds[0].where.line == 23);
  REQUIRE(alembic->hooks.size() == 1);
  CHECK(alembic->hooks[0].is_before);
  CHECK(config.project("db", "sqlx")->roles == std::vector<std::string>{"x"});
  CHECK(config.project("other", "sqlx") == nullptr);
  CHECK(parse_config("", "plumbline.toml").gate.projects.empty());
}

TEST_CASE("gates: paths are relative to plumbline.toml, seeds are read from their files") {
  const ScratchFolder folder;
  folder.write("repo/.git/HEAD", "");
  folder.write("repo/seeds/one.sql", "SELECT 1;\n");
  folder.write("repo/db/migrations/1_x.sql", "select 1;");
  const std::string head =
      "[gate]\nbackup = \"dumps\"\nrecord = \"gates.sqlite\"\n"
      "[[project]]\npath = \"db\"\ninterpreter = \".venv/bin/python\"\n"
      "working_directory = \"app\"\n[[project.seed]]\n";
  folder.write("repo/plumbline.toml", head + "file = \"seeds/one.sql\"\n");
  const Config config = plumbline::project::load_config(folder.file("repo/db"), {});
  CHECK(config.gate.backup.ends_with("repo/dumps"));
  CHECK(config.gate.backup.starts_with('/'));
  CHECK(config.gate.record.value().ends_with("repo/gates.sqlite"));
  const gate::ProjectSettings* const project = config.project(".", "sqlx");
  REQUIRE(project != nullptr);
  CHECK(project->interpreter.ends_with("repo/.venv/bin/python"));
  CHECK(project->working_directory.ends_with("repo/app"));
  REQUIRE(project->seeds.size() == 1);
  CHECK(project->seeds[0].sql == "SELECT 1;\n");
  CHECK(project->seeds[0].file.ends_with("repo/seeds/one.sql"));

  folder.write("repo/plumbline.toml", head + "file = \"seeds/two.sql\"\n");
  try {
    plumbline::project::load_config(folder.file("repo"), {});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.status() == Status::configuration);
    CHECK(error.fields().message.find("plumbline.toml:9: the seed's file \"") != std::string::npos);
  }
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
