#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "pipelines.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::pipeline::release_phase_ignored;

namespace {

const std::string container = "      - run: heroku container:release web --app shop\n";

}  // namespace

TEST_CASE("a release phase that container:release skips is told at the step, and named") {
  const Pipeline pipeline =
      pipeline_of({workflow(container),
                   heroku_yml("release:\n  command:\n    - alembic upgrade head\n", "api")});
  const auto findings = release_phase_ignored(pipeline);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "`heroku container:release` in job \"release\" does not run the release phase of "
        "\"api/heroku.yml\", so alembic is never run by it");
  CHECK(findings[0].where.file == ".github/workflows/deploy.yml");
  CHECK(findings[0].where.line == 7);
  CHECK(findings[0].where.column == 14);
  REQUIRE(findings[0].related.size() == 1);
  CHECK(findings[0].related[0].where.file == "api/heroku.yml");
  CHECK(findings[0].related[0].where.line == 3);
}

TEST_CASE("a Procfile's release phase is skipped in the same way") {
  CHECK(release_phase_ignored(pipeline_of({workflow(container), procfile("release: ./tasks\n")}))
            .size() == 1);
}

TEST_CASE("nothing is told where the release phase is run, absent or another application's") {
  const PipelineFile release = procfile("release: alembic upgrade head\n");
  struct Row {
    const char* name;
    Pipeline pipeline;
  };
  const Row rows[] = {
      {"pushed by git", pipeline_of({workflow("      - run: git push heroku main\n"), release})},
      {"deployed by Heroku itself", pipeline_of({workflow("      - run: pytest\n"), release})},
      {"only pushed to the registry",
       pipeline_of({workflow("      - run: heroku container:push web\n"), release})},
      {"no release phase", pipeline_of({workflow(container), procfile("web: gunicorn app\n")})},
      {"another repository",
       pipeline_of({workflow(container, "a"), procfile("release: x\n", "b")})},
      {"an inner repository with a pipeline of its own",
       pipeline_of({workflow(container), workflow("      - run: pytest\n", "b"),
                    procfile("release: x\n", "b")})},
      {"paths that keep it away",
       pipeline_of({workflow(container, ".", "push:\n    paths: [\"web/**\"]\n"),
                    procfile("release: x\n", "api")})},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name) { CHECK(release_phase_ignored(row.pipeline).empty()); }
  }
}

TEST_CASE("path filters that reach the folder count") {
  for (const char* paths :
       {"[\"api/**\"]", "[\"**\"]", "[\"*.py\"]", "[\"api/app/main.py\"]", "[\"!docs/**\"]"}) {
    CAPTURE(paths);
    const Pipeline pipeline =
        pipeline_of({workflow(container, ".", std::string("push:\n    paths: ") + paths + "\n"),
                     procfile("release: x\n", "api")});
    CHECK(release_phase_ignored(pipeline).size() == 1);
  }
}

}  // namespace plumbline::tests::checks
