#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "pipelines.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::TreeFacts;
using plumbline::checks::pipeline::exit_code_swallowed;

namespace {

const std::vector<TreeFacts> tree = {{.tool = "alembic", .path = "."}};

}  // namespace

TEST_CASE("a swallowed failure is told at the command, with what swallows it") {
  const auto findings = exit_code_swallowed(
      pipeline_of({workflow(
          "      - run: |\n          pip install x\n          alembic upgrade head || true\n")}),
      tree);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "a failure of alembic in job \"release\" does not stop the deploy: `|| true` follows it");
  CHECK(findings[0].where.line == 9);
  CHECK(findings[0].where.column == 11);
}

TEST_CASE("a step that the platform forgives is told") {
  const auto findings = exit_code_swallowed(
      pipeline_of(
          {workflow("      - run: alembic upgrade head\n        continue-on-error: true\n")}),
      tree);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "a failure of alembic in job \"release\" does not stop the deploy: `continue-on-error: "
        "true` goes on after it");
}

TEST_CASE("a process type of a Procfile is named as one") {
  const auto findings = exit_code_swallowed(
      pipeline_of({procfile("web: alembic upgrade head; gunicorn app\n")}), tree);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "a failure of alembic in process type \"web\" does not stop the deploy: the shell does not "
        "stop at an error, and a "
        "later command decides");
}

TEST_CASE("nothing is told where the failure comes through, is another tool's or is not known") {
  for (const char* step :
       {"      - run: alembic upgrade head\n", "      - run: alembic upgrade head || exit 1\n",
        "      - run: alembic upgrade head || ./notify.sh\n",
        "      - run: sqlx migrate run || true\n", "      - run: pytest || true\n",
        "      - run: alembic upgrade head\n        continue-on-error: ${{ inputs.lax }}\n"}) {
    CAPTURE(step);
    CHECK(exit_code_swallowed(pipeline_of({workflow(step)}), tree).empty());
  }
  CHECK(exit_code_swallowed(pipeline_of({workflow("      - run: alembic upgrade head || true\n")}),
                            {})
            .empty());
}

}  // namespace plumbline::tests::checks
