#include <doctest/doctest.h>

#include "pipeline/readers.hpp"

namespace plumbline::tests::pipeline {

using namespace plumbline::pipeline;

namespace {

FileReading read(const std::string& text) {
  return read_gitlab(YamlDocument::parse(text, ".gitlab-ci.yml", {}));
}

}  // namespace

TEST_CASE("before_script and script are one shell under -e and pipefail") {
  const FileReading reading = read(
      "default:\n  before_script:\n    - cd api\n"
      "deploy:\n  script:\n    - alembic upgrade head | tee log\n    - kubectl apply -f k8s\n");
  REQUIRE(reading.file.steps.size() == 1);
  const PipelineStep& step = reading.file.steps[0];
  CHECK(step.job == "deploy");
  CHECK(step.command == "cd api\nalembic upgrade head | tee log\nkubectl apply -f k8s");
  REQUIRE(step.commands.size() == 2);
  CHECK(step.commands[0].where.line == 6);
  CHECK(step.commands[0].where.column == 7);
  CHECK(step.commands[0].swallowed_by.empty());
  CHECK(step.commands[1].kind == CommandKind::deploy);
}

TEST_CASE("after_script and allow_failure forgive, a list of exit codes does not") {
  const FileReading reading = read(
      "a:\n  script: x\n  after_script: [alembic upgrade head]\n"
      "b:\n  script: alembic upgrade head\n  allow_failure: true\n"
      "c:\n  script: alembic upgrade head\n  allow_failure:\n    exit_codes: [137]\n");
  REQUIRE(reading.file.steps.size() == 4);
  CHECK(reading.file.steps[1].name == "after_script");
  CHECK(reading.file.steps[1].ignores_failure);
  CHECK(reading.file.steps[2].ignores_failure);
  CHECK_FALSE(reading.file.steps[3].ignores_failure);
}

TEST_CASE("templates count where a job extends or refers to them") {
  const FileReading reading = read(
      ".migrate:\n  script:\n    - alembic upgrade head\n"
      "one:\n  extends: .migrate\n"
      "two:\n  extends: [.other, .migrate]\n"
      "three:\n  script:\n    - !reference [.migrate, script]\n    - echo\n"
      "four:\n  script: &s\n    - [alembic upgrade head, [echo]]\n"
      "five:\n  script: *s\n");
  REQUIRE(reading.file.steps.size() == 5);
  for (const PipelineStep& step : reading.file.steps) {
    CAPTURE(step.job);
    REQUIRE(step.commands.size() == 1);
    CHECK(step.commands[0].name == "alembic");
  }
  CHECK(reading.file.steps[0].commands[0].where.line == 3);
}

TEST_CASE("includes and started pipelines are not followed, and that is said") {
  const FileReading reading =
      read("include:\n  - local: other.yml\ndown:\n  trigger: group/project\n");
  CHECK(reading.file.calls_elsewhere);
  REQUIRE(reading.unchecked.size() == 2);
  CHECK(reading.unchecked[0].what == ".gitlab-ci.yml:2: include");
  CHECK(reading.unchecked[1].what == ".gitlab-ci.yml:4: job \"down\"");
}

TEST_CASE("templates that extend each other in a ring end") {
  CHECK(read(".a:\n  extends: .b\n.b:\n  extends: .a\nc:\n  extends: .a\n").file.steps.empty());
  CHECK(read("a:\n  script: !reference [a, script]\n").file.steps.empty());
}

}  // namespace plumbline::tests::pipeline
