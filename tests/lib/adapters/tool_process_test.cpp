#include "adapters/tool_process.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "plumbline/error.hpp"
#include "support/scratch_folder.hpp"
#include "system/files.hpp"

using namespace plumbline;
using namespace plumbline::adapters;

TEST_CASE("a tool's surroundings lead to no database") {
  const system::Environment host({{"PATH", "/bin"},
                                  {"PGHOST", "db.example.com"},
                                  {"PGPASSWORD", "x"},
                                  {"DATABASE_URL", "anything"},
                                  {"SQITCH_TARGET", "prod"},
                                  {"ALEMBIC_CONFIG", "other.ini"},
                                  {"REPORTS", "postgresql+asyncpg://h/d"},
                                  {"OLD", "postgres://h/d"},
                                  {"SQ", "db:pg://h/d"},
                                  {"CACHE", "redis://h"},
                                  {"NOTE", "see postgres://h/d"},
                                  {"EMPTY", ""}});
  std::string names;
  for (const auto& [name, value] : clean_environment(host)) names += name + " ";
  CHECK(names == "CACHE EMPTY NOTE PATH ");
}

TEST_CASE("a tool is started in the chosen folder, else in the tree's root") {
  const tests::ScratchFolder folder;
  folder.write("own/x", "");
  CHECK(find_directory("", folder.path()) == system::real_path(folder.path()));
  CHECK(find_directory(folder.file("own"), folder.path()) == system::real_path(folder.file("own")));
  CHECK_THROWS_WITH_AS(find_directory("/no/such\nfolder", folder.path()),
                       "working directory \"/no/such\\nfolder\" is not there", Error);
}

TEST_CASE("the end of an output begins on a character") {
  CHECK(output_tail("short") == "short");
  const std::string text = "a" + std::string(4'094, 'x');
  CHECK(output_tail("\u00e9" + text) == text);
  CHECK(output_tail("b\u00e9" + text.substr(1)) == "\u00e9" + text.substr(1));
}
