#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "pipelines.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::TreeFacts;
using plumbline::checks::pipeline::no_migration_step;

namespace {

const std::string deploy = "      - run: kubectl apply -f k8s\n";
const std::vector<TreeFacts> tree = {{.tool = "alembic", .path = "api"}};

}  // namespace

TEST_CASE("a workflow that deploys without migrating is named at its deploy") {
  const auto findings = no_migration_step(pipeline_of({workflow(deploy)}), tree);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "workflow \"deploy\" deploys by `kubectl apply`, and no step runs the alembic migrations "
        "of \"api\"");
  CHECK(findings[0].where.file == ".github/workflows/deploy.yml");
  CHECK(findings[0].where.line == 7);
}

TEST_CASE("a second workflow that deploys is named with the first") {
  PipelineFile second = workflow(deploy);
  second.file = ".github/workflows/zone.yml";
  const auto findings = no_migration_step(pipeline_of({workflow(deploy), second}), tree);
  REQUIRE(findings.size() == 1);
  REQUIRE(findings[0].related.size() == 1);
  CHECK(findings[0].related[0].message ==
        "workflow \".github/workflows/zone.yml\" deploys as well");
}

TEST_CASE("a release phase counts only where the deploy runs it") {
  const PipelineFile release = procfile("release: alembic upgrade head\n", "api");
  const std::string container = "      - run: heroku container:release web\n";
  CHECK(no_migration_step(pipeline_of({workflow("      - run: git push heroku main\n"), release}),
                          tree)
            .empty());
  CHECK(no_migration_step(pipeline_of({workflow(container), release}), tree).size() == 1);
}

TEST_CASE("nothing is told where something else could run the migrations, or nothing deploys") {
  Pipeline mentioned = pipeline_of({workflow(deploy)});
  mentioned.mentions.push_back({"alembic", {"api/Dockerfile", 9, 0, 0}});
  Pipeline cut = pipeline_of({workflow(deploy)});
  cut.searched_all = false;
  PipelineFile elsewhere = workflow(deploy);
  elsewhere.calls_elsewhere = true;
  struct Row {
    const char* name;
    Pipeline pipeline;
  };
  const Row rows[] = {
      {"a step before", pipeline_of({workflow("      - run: alembic upgrade head\n" + deploy)})},
      {"another workflow",
       pipeline_of({workflow(deploy), workflow("      - run: alembic upgrade head\n")})},
      {"no deploy", pipeline_of({workflow("      - run: pytest\n")})},
      {"no pipeline", {}},
      {"an image", mentioned},
      {"a workflow from elsewhere", pipeline_of({elsewhere})},
      {"too many files to search", cut},
      {"another repository's deploy", pipeline_of({workflow(deploy, "web")})},
      {"a deploy that the tree's folder never starts",
       pipeline_of({workflow(deploy, ".", "push:\n    paths: [\"web/**\"]\n")})},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name) { CHECK(no_migration_step(row.pipeline, tree).empty()); }
  }
}

TEST_CASE("the step of another tool does not count, nor a mention of it") {
  Pipeline pipeline = pipeline_of({workflow("      - run: sqlx migrate run\n" + deploy)});
  pipeline.mentions.push_back({"sqlx", {"Dockerfile", 1, 0, 0}});
  CHECK(no_migration_step(pipeline, tree).size() == 1);
}

}  // namespace plumbline::tests::checks
