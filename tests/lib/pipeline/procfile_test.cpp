#include <doctest/doctest.h>

#include "pipeline/readers.hpp"

namespace plumbline::tests::pipeline {

using namespace plumbline::pipeline;

TEST_CASE("each process type of a Procfile is a step, and release is the release phase") {
  const FileReading reading = read_procfile(
      "# a comment\nweb: gunicorn app:app\nrelease:   alembic upgrade head || true\r\n",
      "Procfile");
  REQUIRE(reading.file.steps.size() == 2);
  CHECK_FALSE(reading.file.steps[0].is_release_phase);
  const PipelineStep& release = reading.file.steps[1];
  CHECK(release.is_release_phase);
  CHECK(release.command == "alembic upgrade head || true");
  REQUIRE(release.commands.size() == 1);
  CHECK(release.commands[0].where.line == 3);
  CHECK(release.commands[0].where.column == 12);
  CHECK(release.commands[0].swallowed_by == "`|| true` follows it");
}

TEST_CASE("lines that are no process type are passed over, as Heroku does") {
  CHECK(read_procfile("", "Procfile").file.steps.empty());
  CHECK(read_procfile("no colon\na b: c\n: x\n", "Procfile").file.steps.empty());
}

}  // namespace plumbline::tests::pipeline
