/// Which databases a repository speaks of, and where.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "plumbline/project.hpp"
#include "plumbline/scratch.hpp"
#include "support/scratch_folder.hpp"

namespace plumbline::tests::project {

TEST_CASE("targets come from configurations, .env files and plumbline.toml, each with its place") {
  const ScratchFolder folder;
  folder.write("plumbline.toml",
               "[gate]\nprotected = [\"host=db.example dbname=shop\"]\n"
               "scratch = \"postgresql:///scratch\"\n");
  folder.write("a/alembic.ini",
               "[alembic]\nscript_location = alembic\nsqlalchemy.url = "
               "postgresql+psycopg2://me:secret@db.example/shop\n");
  folder.write("a/alembic/env.py", "");
  folder.write("a/alembic/versions/1_x.py", "revision = '1'\ndown_revision = None\n");
  folder.write(
      "b/sqitch.conf",
      "[core]\n\tengine = pg\n[engine \"pg\"]\n\ttarget = prod\n[target \"prod\"]\n\turi = "
      "db:pg://db.example/billing\n");
  folder.write("b/sqitch.plan", "%project=b\n");
  folder.write("c/app/migrations/1_x.sql", "SELECT 1;\n");
  folder.write("c/app/.env",
               "# of this machine\nDATABASE_URL='postgres://localhost/app' # mine\n"
               "\nexport OTHER=\"postgres://localhost/other\"\nNAME=x\n"
               "SCRATCH_DATABASE_URL=postgres://localhost/scratch\n");
  folder.write("c/.env", "READ_REPLICA=postgresql://replica.example/app\r\n");
  std::vector<std::string> found;
  for (const KnownTarget& target : find_targets(Repository::open(folder.path()))) {
    CHECK_FALSE(target.is_source);
    if (target.where == "DATABASE_URL") continue;  // of whoever runs the tests
    found.push_back(target.where + (target.is_protected ? " protects " : " names ") + target.uri);
  }
  std::ranges::sort(found);
  CHECK(found == std::vector<std::string>{
                     "a/alembic.ini:3 (sqlalchemy.url) names "
                     "postgresql+psycopg2://me:secret@db.example/shop",
                     "b/sqitch.conf:6 (target.prod.uri) names db:pg://db.example/billing",
                     "c/.env:1 (READ_REPLICA) names postgresql://replica.example/app",
                     "c/app/.env:2 (DATABASE_URL) names postgres://localhost/app",
                     "c/app/.env:4 (OTHER) names postgres://localhost/other",
                     "plumbline.toml protects host=db.example dbname=shop",
                 });
}

}  // namespace plumbline::tests::project
