#include <doctest/doctest.h>

#include <algorithm>

#include "pipeline/read.hpp"
#include "plumbline/project.hpp"
#include "support/scratch_folder.hpp"

namespace plumbline::tests::pipeline {

using namespace plumbline::pipeline;

namespace {

constexpr const char* deploying =
    "on: push\njobs:\n  deploy:\n    runs-on: x\n    steps:\n      - run: flyctl deploy "
    "--remote-only\n";

Reading read_all(const ScratchFolder& folder, const std::vector<std::string>& tools = {"alembic"}) {
  const system::Folder opened(folder.path());
  return read(detect(opened, opened.entries()), folder.path(), tools, {});
}

bool is_reported(const Report& report, std::string_view rule) {
  return std::ranges::find(report.findings, rule, &Finding::rule) != report.findings.end();
}

}  // namespace

TEST_CASE("the pipeline files of a folder are found, and only those") {
  const ScratchFolder folder;
  for (const char* name : {"heroku.yml", "Procfile", ".gitlab-ci.yml", ".github/workflows/b.yaml",
                           ".github/workflows/a.yml", ".github/actions/migrate/action.yml",
                           ".github/workflows/notes.md", "other.yml"})
    folder.write(name, "");
  const Reading reading = read_all(folder);
  std::vector<std::string> files;
  for (const PipelineFile& file : reading.pipeline.files) {
    files.push_back(file.file);
    CHECK(file.root == ".");
  }
  CHECK(files == std::vector<std::string>{".github/actions/migrate/action.yml",
                                          ".github/workflows/a.yml", ".github/workflows/b.yaml",
                                          ".gitlab-ci.yml", "Procfile", "heroku.yml"});
}

TEST_CASE("a file that is no YAML is a finding, and the others are read") {
  const ScratchFolder folder;
  folder.write(".github/workflows/a.yml", "jobs: [\n");
  folder.write("Procfile", "release: alembic upgrade head\n");
  const Reading reading = read_all(folder);
  REQUIRE(reading.findings.size() == 1);
  CHECK(reading.findings[0].rule == "pipeline/syntax");
  CHECK(reading.findings[0].where.file == ".github/workflows/a.yml");
  CHECK(reading.findings[0].where.line == 2);
  CHECK(reading.pipeline.files.size() == 2);
}

TEST_CASE("an image that migrates is looked for only when no step does") {
  const ScratchFolder folder;
  folder.write("docker/Dockerfile", "FROM x\nCMD alembic upgrade head && gunicorn app\n");
  folder.write(".github/workflows/a.yml", deploying);
  const Reading reading = read_all(folder);
  REQUIRE(reading.pipeline.mentions.size() == 1);
  CHECK(reading.pipeline.mentions[0].tool == "alembic");
  CHECK(reading.pipeline.mentions[0].where.file == "docker/Dockerfile");
  CHECK(reading.pipeline.mentions[0].where.line == 2);
  REQUIRE(reading.unchecked.size() == 1);
  CHECK(reading.unchecked[0].what == "docker/Dockerfile:2");
  folder.write(".github/workflows/b.yml",
               "on: push\njobs:\n  m:\n    steps:\n      - run: alembic upgrade head\n");
  CHECK(read_all(folder).pipeline.mentions.empty());
}

TEST_CASE("a script that is not in the repository could do anything, one that is was searched") {
  const ScratchFolder folder;
  folder.write(".github/workflows/a.yml",
               std::string(deploying) + "      - run: ./ops/release.sh\n");
  CHECK(read_all(folder).pipeline.files[0].calls_elsewhere);
  folder.write("ops/release.sh", "echo\n");
  CHECK_FALSE(read_all(folder).pipeline.files[0].calls_elsewhere);
}

TEST_CASE("the repository around a folder is found by its marks, and nothing beyond it") {
  const ScratchFolder folder;
  folder.write("repo/.github/workflows/a.yml", deploying);
  folder.write("repo/queue/heroku.yml", "release: x\n");
  folder.write("repo/queue/db/migrations/1_x.sql", "select 1;");
  folder.write("Procfile", "release: x\n");
  const auto sources = detect_above(folder.file("repo/queue/db"));
  REQUIRE(sources.size() == 2);
  CHECK(sources[0].platform == Platform::heroku);
  CHECK(sources[1].platform == Platform::github);
  CHECK(detect_above(folder.file("repo")).empty());
  const Repository repository = Repository::open(folder.file("repo/queue/db"));
  REQUIRE(repository.pipeline().files.size() == 2);
  CHECK(repository.pipeline().files[0].file == "../../.github/workflows/a.yml");
  CHECK(repository.pipeline().files[0].root == "../..");
  CHECK(is_reported(repository.check(nullptr, {}), "pipeline/no-migration-step"));
}

TEST_CASE("two repositories side by side do not answer for each other") {
  const ScratchFolder folder;
  folder.write("a/.github/workflows/a.yml", deploying);
  folder.write("a/migrations/1_x.sql", "select 1;");
  folder.write("b/.github/workflows/a.yml",
               std::string(deploying) + "      - run: sqlx migrate run\n");
  folder.write("b/migrations/1_x.sql", "select 1;");
  const Report report = Repository::open(folder.path()).check(nullptr, {});
  std::size_t told = 0;
  for (const Finding& finding : report.findings) {
    if (finding.rule != "pipeline/no-migration-step") continue;
    ++told;
    CHECK(finding.where.file == "a/.github/workflows/a.yml");
  }
  CHECK(told == 1);
}

}  // namespace plumbline::tests::pipeline
