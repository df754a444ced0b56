#include <doctest/doctest.h>

#include "pipeline/readers.hpp"

namespace plumbline::tests::pipeline {

using namespace plumbline::pipeline;

namespace {

FileReading read(std::string text) {
  return read_heroku(YamlDocument::parse(std::move(text), "queue/heroku.yml", {}));
}

}  // namespace

TEST_CASE("the release phase is read as text, as mapping and as list") {
  struct Row {
    const char* name;
    const char* yaml;
    int line;
    int column;
    const char* swallowed_by;
  };
  const Row rows[] = {
      {"text", "release: sqitch deploy db:pg:x\n", 1, 10, ""},
      {"mapping", "release:\n  image: web\n  command: sqitch deploy\n", 3, 12, ""},
      {"list", "release:\n  command:\n    - echo start\n    - sqitch deploy\n    - echo done\n", 4,
       7, ""},
      {"one text with two commands", "release:\n  command:\n    - sqitch deploy; echo done\n", 3, 7,
       "the shell does not stop at an error, and a later command decides"},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name) {
      const FileReading reading = read(row.yaml);
      REQUIRE(reading.file.steps.size() == 1);
      const PipelineStep& step = reading.file.steps[0];
      CHECK(step.is_release_phase);
      CHECK(step.job == "release");
      REQUIRE(step.commands.size() == 1);
      CHECK(step.commands[0].name == "sqitch");
      CHECK(step.commands[0].where.file == "queue/heroku.yml");
      CHECK(step.commands[0].where.line == row.line);
      CHECK(step.commands[0].where.column == row.column);
      CHECK(step.commands[0].swallowed_by == row.swallowed_by);
    }
  }
}

TEST_CASE("process types are steps, but no release phase") {
  const FileReading reading = read(
      "run:\n  web: alembic upgrade head && gunicorn app\n  worker:\n    command:\n      - work\n");
  REQUIRE(reading.file.steps.size() == 2);
  CHECK(reading.file.steps[0].job == "web");
  CHECK_FALSE(reading.file.steps[0].is_release_phase);
  CHECK(reading.file.steps[1].job == "worker");
}

TEST_CASE("a file of another shape is told, an empty one is not") {
  CHECK(read("# nothing\n").findings.empty());
  const FileReading reading = read("- a\n- b\n");
  REQUIRE(reading.findings.size() == 1);
  CHECK(reading.findings[0].rule == "pipeline/syntax");
  CHECK(reading.findings[0].where.line == 1);
}

}  // namespace plumbline::tests::pipeline
