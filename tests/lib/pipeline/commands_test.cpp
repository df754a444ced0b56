#include <doctest/doctest.h>

#include <string>

#include "pipeline/commands.hpp"

namespace plumbline::tests::pipeline {

using namespace plumbline::pipeline;

namespace {

std::vector<FoundCommand> find(const std::string& text,
                               ShellOptions options = {.stops_on_error = true}) {
  ShellSource source{text, {}};
  for (std::size_t i = 0; i <= text.size(); ++i) source.origins.push_back(i);
  return find_commands(source, options);
}

}  // namespace

TEST_CASE("a migration is seen through what wraps it") {
  struct Row {
    const char* text;
    const char* tool;  ///< "" = none
  };
  const Row rows[] = {
      {"sqitch deploy", "sqitch"},
      {"sqitch --chdir db deploy --verify db:pg:x", "sqitch"},
      {"sqitch -C db rebase -y", "sqitch"},
      {"carton exec sqitch deploy", "sqitch"},
      {"sqitch status", ""},
      {"sqitch add deploy", ""},
      {"alembic upgrade head", "alembic"},
      {"alembic -c db/alembic.ini -x tenant=a upgrade head", "alembic"},
      {"alembic upgrade head --sql", ""},
      {"alembic downgrade -1", ""},
      {"alembic stamp head", ""},
      {"python -m alembic upgrade head", "alembic"},
      {"python3.11 -u -m alembic -c x.ini upgrade head", "alembic"},
      {"poetry run alembic upgrade head", "alembic"},
      {"uv run --no-sync alembic upgrade head", "alembic"},
      {"uv run --with psycopg2 python -m alembic upgrade head", "alembic"},
      {"pipenv run python -m alembic upgrade head", "alembic"},
      {"flask db upgrade", "alembic"},
      {"flask --app shop db upgrade", "alembic"},
      {"python manage.py db upgrade", "alembic"},
      {"python manage.py migrate", ""},
      {"sqlx migrate run", "sqlx"},
      {"sqlx migrate run --dry-run", ""},
      {"sqlx migrate info", ""},
      {"cargo sqlx migrate run --source db", "sqlx"},
      {"sqlx database setup", "sqlx"},
      {"sqlx db create", ""},
      {"sudo -u app env A=1 alembic upgrade head", "alembic"},
      {"timeout -k 5 60 alembic upgrade head", "alembic"},
      {"A=1 B=2 alembic upgrade head", "alembic"},
      {"sh -c 'cd db && sqitch deploy'", "sqitch"},
      {"bash -lc \"alembic upgrade head\"", "alembic"},
      {"ssh -i key deploy@host 'cd /srv && alembic upgrade head'", "alembic"},
      {"ssh host alembic upgrade head", "alembic"},
      {"ssh host <<'EOF'\ncd /srv\nalembic upgrade head\nEOF\n", "alembic"},
      {"bash -s <<EOF\nalembic upgrade head\nEOF\n", "alembic"},
      {"cat > x.sh <<'EOF'\nalembic upgrade head\nEOF\n", ""},
      {"heroku run --exit-code -a shop -- alembic upgrade head", "alembic"},
      {"heroku run 'alembic upgrade head' --app shop --exit-code", ""},
      {"docker run --rm -e A=b --network host image:tag alembic upgrade head", "alembic"},
      {"docker compose -f a.yml run --rm web alembic upgrade head", "alembic"},
      {"docker-compose exec -T web sh -c 'alembic upgrade head'", "alembic"},
      {"docker exec web alembic upgrade head", "alembic"},
      {"kubectl -n shop exec deploy/web -- alembic upgrade head", "alembic"},
      {"kubectl run migrate --image=x --restart=Never -- alembic upgrade head", "alembic"},
      {"aws ecs run-task --overrides "
       "'{\"containerOverrides\":[{\"command\":[\"alembic\",\"upgrade\",\"head\"]}]}'",
       "alembic"},
      {"doppler run -p shop -- alembic upgrade head", "alembic"},
      {"OUT=$(alembic upgrade head)", "alembic"},
      {"echo alembic upgrade head", ""},
      {"grep 'alembic upgrade' README.md", ""},
      {"# alembic upgrade head", ""},
      {"if [ -n \"$X\" ]; then alembic upgrade head; fi", "alembic"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    std::string tool;
    for (const FoundCommand& found : find(row.text))
      if (found.command.kind == CommandKind::migrate) tool = found.command.name;
    CHECK(tool == row.tool);
  }
}

TEST_CASE("what deploys is told from what only looks like it") {
  struct Row {
    const char* text;
    const char* name;  ///< "" = none
    bool skips_release_phase;
  };
  const Row rows[] = {
      {"heroku container:release web --app shop", "heroku container:release", true},
      {"heroku container:push web --app shop", "", false},
      {"heroku container:release web release -a shop", "heroku container:release", true},
      {"git push heroku main", "git push to Heroku", false},
      {"git push -f https://heroku:$KEY@git.heroku.com/shop.git HEAD:main", "git push to Heroku",
       false},
      {"git push origin main", "", false},
      {"kubectl -n shop set image deployment/web web=x", "kubectl set image", false},
      {"kubectl get pods", "", false},
      {"helm upgrade --install shop ./chart", "helm upgrade", false},
      {"aws ecs update-service --cluster c --service s --force-new-deployment",
       "aws ecs update-service", false},
      {"aws s3 sync . s3://x", "", false},
      {"flyctl deploy --remote-only", "flyctl deploy", false},
      {"gcloud run deploy shop --image x", "gcloud run deploy", false},
      {"docker compose up -d", "", false},
      {"ssh host 'docker compose up -d'", "docker compose up", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    std::string name;
    bool skips = false;
    for (const FoundCommand& found : find(row.text)) {
      if (found.command.kind != CommandKind::deploy) continue;
      name = found.command.name;
      skips = found.command.skips_release_phase;
    }
    CHECK(name == row.name);
    CHECK(skips == row.skips_release_phase);
  }
}

TEST_CASE("what a script calls without being read is kept as a call") {
  struct Row {
    const char* text;
    const char* name;
  };
  const Row rows[] = {
      {"make migrate", "make migrate"},
      {"npm run db:migrate", "npm run db:migrate"},
      {"./scripts/deploy.sh staging", "./scripts/deploy.sh"},
      {"bash -e bin/migrate.sh", "bin/migrate.sh"},
      {"python scripts/migrate.py", "scripts/migrate.py"},
      {"heroku container:release release -a x", "Dockerfile.release"},
      {"source .venv/bin/activate", ""},
      {"python -m pytest", ""},
      {"pytest tests", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    std::string name;
    for (const FoundCommand& found : find(row.text))
      if (found.command.kind == CommandKind::call) name = found.command.name;
    CHECK(name == row.name);
  }
}

TEST_CASE("a failure is followed out of the shells around it") {
  struct Row {
    const char* text;
    FailureOutcome outcome;
    const char* reason;
  };
  const Row rows[] = {
      {"heroku run --exit-code -a x -- alembic upgrade head", FailureOutcome::fails, ""},
      {"heroku run -a x -- alembic upgrade head", FailureOutcome::swallowed,
       "`heroku run` without `--exit-code` gives 0 whatever happens"},
      {"heroku run:detached -a x -- alembic upgrade head", FailureOutcome::swallowed,
       "`heroku run:detached` does not wait for it"},
      {"heroku run --exit-code -a x -- sh -c 'alembic upgrade head; echo done'",
       FailureOutcome::swallowed,
       "the shell does not stop at an error, and a later command decides"},
      {"heroku run -x -a x 'alembic upgrade head' || true", FailureOutcome::swallowed,
       "`|| true` follows it"},
      {"sh -ec 'alembic upgrade head; echo done'", FailureOutcome::fails, ""},
      {"ssh host 'alembic upgrade head; systemctl restart x'", FailureOutcome::swallowed,
       "the shell does not stop at an error, and a later command decides"},
      {"ssh host 'set -e; alembic upgrade head; systemctl restart x'", FailureOutcome::fails, ""},
      {"docker run -d x alembic upgrade head", FailureOutcome::swallowed,
       "`-d` does not wait for it"},
      {"docker run --rm x alembic upgrade head", FailureOutcome::fails, ""},
      {"OUT=$(alembic upgrade head)", FailureOutcome::fails, ""},
      {"echo \"$(alembic upgrade head)\"", FailureOutcome::swallowed,
       "its status is lost inside `$( … )` of another command"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto found = find(row.text);
    REQUIRE(found.size() == 1);
    CHECK(found[0].fate.outcome == row.outcome);
    CHECK(found[0].fate.reason == row.reason);
  }
}

TEST_CASE("the target of a migration is found where it is written") {
  struct Row {
    const char* text;
    const char* value;
    bool is_option;
    bool is_expanded;
  };
  const Row rows[] = {
      {"sqitch deploy db:pg:$DATABASE_URL", "db:pg:$DATABASE_URL", false, true},
      {"sqitch deploy --to @v1 --target staging", "staging", true, true},
      {"sqitch deploy --target=db:pg:x", "db:pg:x", true, true},
      {"sqitch deploy -t db:pg:x", "db:pg:x", true, true},
      {"sqitch deploy 'db:pg:$X'", "db:pg:$X", false, false},
      {"sh -c 'sqitch deploy \"db:pg:${DATABASE_URL#postgres:}\"'",
       "db:pg:${DATABASE_URL#postgres:}", false, true},
      {"SQITCH_TARGET=db:pg:x sqitch deploy", "db:pg:x", true, true},
      {"sqlx migrate run -D postgres://h/d", "postgres://h/d", true, true},
      {"DATABASE_URL=$X sqlx migrate run", "$X", true, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto found = find(row.text);
    REQUIRE(found.size() == 1);
    REQUIRE(found[0].command.target);
    const PipelineTarget& target = *found[0].command.target;
    CHECK(target.value == row.value);
    CHECK(std::string(row.text).substr(target.where.offset, target.value.size()) == target.value);
    CHECK(target.is_option == row.is_option);
    CHECK(target.is_expanded == row.is_expanded);
  }
  CHECK_FALSE(find("sqitch deploy @v1")[0].command.target);
}

}  // namespace plumbline::tests::pipeline
