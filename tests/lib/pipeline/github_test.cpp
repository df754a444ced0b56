#include <doctest/doctest.h>

#include "pipeline/readers.hpp"

namespace plumbline::tests::pipeline {

using namespace plumbline::pipeline;

namespace {

FileReading read(const std::string& text) {
  return read_github(YamlDocument::parse(text, ".github/workflows/deploy.yml", {}));
}

FileReading read_job(const std::string& job) { return read("on: push\njobs:\n  deploy:\n" + job); }

}  // namespace

TEST_CASE("steps keep their job, name, folder and place") {
  const FileReading reading = read(
      "name: Deploy\n"
      "on:\n  push:\n    paths: ['api/**', 'db/**']\n"
      "defaults:\n  run:\n    working-directory: api\n"
      "jobs:\n"
      "  release:\n"
      "    runs-on: ubuntu-latest\n"
      "    steps:\n"
      "      - uses: actions/checkout@v4\n"
      "      - name: Migrate\n"
      "        run: |\n"
      "          pip install -r requirements.txt\n"
      "          alembic upgrade head\n"
      "      - run: make release\n"
      "        working-directory: ops\n");
  CHECK(reading.file.name == "Deploy");
  CHECK(reading.file.trigger_paths == std::vector<std::string>{"api/**", "db/**"});
  REQUIRE(reading.file.steps.size() == 3);
  CHECK(reading.file.steps[0].action == "actions/checkout@v4");
  const PipelineStep& migrate = reading.file.steps[1];
  CHECK(migrate.job == "release");
  CHECK(migrate.name == "Migrate");
  CHECK(migrate.working_directory == "api");
  CHECK(migrate.command == "pip install -r requirements.txt\nalembic upgrade head");
  REQUIRE(migrate.commands.size() == 1);
  CHECK(migrate.commands[0].where.line == 16);
  CHECK(migrate.commands[0].where.column == 11);
  CHECK(reading.file.steps[2].working_directory == "ops");
}

TEST_CASE("the shell of a step decides what a pipe and a second line hide") {
  struct Row {
    const char* name;
    const char* job;
    const char* swallowed_by;
  };
  const Row rows[] = {
      {"default: -e, no pipefail", "    steps:\n      - run: alembic upgrade head | tee log\n",
       "`| tee log` follows it without pipefail"},
      {"bash has pipefail",
       "    steps:\n      - run: alembic upgrade head | tee log\n        shell: bash\n", ""},
      {"default stops at an error",
       "    steps:\n      - run: |\n          alembic upgrade head\n          echo done\n", ""},
      {"bash -l {0} does not",
       "    steps:\n      - shell: bash -l {0}\n        run: |\n          alembic upgrade head\n   "
       "       echo done\n",
       "the shell does not stop at an error, and a later command decides"},
      {"bash -el {0} does",
       "    steps:\n      - shell: bash -el {0}\n        run: |\n          alembic upgrade head\n  "
       "        echo done\n",
       ""},
      {"the job's default shell counts",
       "    defaults:\n      run:\n        shell: bash\n    steps:\n      - run: alembic upgrade "
       "head | tee log\n",
       ""},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name) {
      const FileReading reading = read_job(row.job);
      REQUIRE(reading.file.steps.size() == 1);
      REQUIRE(reading.file.steps[0].commands.size() == 1);
      CHECK(reading.file.steps[0].commands[0].swallowed_by == row.swallowed_by);
    }
  }
}

TEST_CASE("a shell that is none of ours is kept as text") {
  const FileReading reading =
      read_job("    runs-on: windows-latest\n    steps:\n      - run: alembic upgrade head\n");
  REQUIRE(reading.file.steps.size() == 1);
  CHECK(reading.file.steps[0].commands.empty());
  CHECK(reading.file.steps[0].command == "alembic upgrade head");
}

TEST_CASE("continue-on-error counts where it is certain") {
  CHECK(read_job("    steps:\n      - run: x\n        continue-on-error: true\n")
            .file.steps[0]
            .ignores_failure);
  CHECK(read_job("    continue-on-error: true\n    steps:\n      - run: x\n")
            .file.steps[0]
            .ignores_failure);
  CHECK_FALSE(read_job("    steps:\n      - run: x\n        continue-on-error: ${{ inputs.x }}\n")
                  .file.steps[0]
                  .ignores_failure);
}

TEST_CASE("actions that deploy are known, those with a script are looked into") {
  const FileReading git = read_job("    steps:\n      - uses: AkhileshNS/heroku-deploy@v3.12.12\n");
  REQUIRE(git.file.steps[0].commands.size() == 1);
  CHECK(git.file.steps[0].commands[0].name == "akhileshns/heroku-deploy");
  CHECK_FALSE(git.file.steps[0].commands[0].skips_release_phase);
  const FileReading docker = read_job(
      "    steps:\n      - uses: akhileshns/heroku-deploy@v3\n        with:\n          usedocker: "
      "true\n");
  CHECK(docker.file.steps[0].commands[0].skips_release_phase);
  const FileReading ssh = read_job(
      "    steps:\n      - uses: appleboy/ssh-action@v1\n        with:\n          script: |\n      "
      "      cd /srv\n            alembic upgrade head\n");
  REQUIRE(ssh.file.steps[0].commands.size() == 1);
  CHECK(ssh.file.steps[0].commands[0].name == "alembic");
  CHECK(ssh.file.steps[0].commands[0].where.line == 9);
}

TEST_CASE("a workflow of another repository is not followed, and that is said") {
  const FileReading reading = read_job("    uses: shop/ci/.github/workflows/deploy.yml@v2\n");
  CHECK(reading.file.calls_elsewhere);
  REQUIRE(reading.unchecked.size() == 1);
  CHECK(reading.unchecked[0].what == ".github/workflows/deploy.yml:4: job \"deploy\"");
  CHECK_FALSE(read_job("    uses: ./.github/workflows/other.yml\n").file.calls_elsewhere);
}

TEST_CASE("composite actions are read like a job") {
  const FileReading reading = read(
      "name: Migrate\nruns:\n  using: composite\n  steps:\n    - run: alembic upgrade head\n      "
      "shell: bash\n");
  REQUIRE(reading.file.steps.size() == 1);
  CHECK(reading.file.steps[0].commands.size() == 1);
}

TEST_CASE("what GitHub refuses is told with its place") {
  struct Row {
    const char* yaml;
    const char* message;
    int line;
  };
  const Row rows[] = {
      {"- a\n", "the workflow is no mapping of keys and values", 1},
      {"name: x\non: push\n", "the workflow has no \"jobs\"", 1},
      {"on: push\njobs: [a]\n", "\"jobs\" is no mapping of job names", 2},
      {"on: push\njobs:\n  a: b\n", "job \"a\" is no mapping", 3},
      {"on: push\njobs:\n  a:\n    steps: b\n", "\"steps\" of job \"a\" is no list", 4},
  };
  for (const Row& row : rows) {
    SUBCASE(row.message) {
      const FileReading reading = read(row.yaml);
      REQUIRE(reading.findings.size() == 1);
      CHECK(reading.findings[0].message == row.message);
      CHECK(reading.findings[0].where.line == row.line);
    }
  }
}

}  // namespace plumbline::tests::pipeline
