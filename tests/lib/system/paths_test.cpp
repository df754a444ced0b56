#include <doctest/doctest.h>

#include "system/files.hpp"

using namespace plumbline::system;

TEST_CASE("paths join, fold and relate lexically") {
  CHECK(join_path("a", "b") == "a/b");
  CHECK(join_path(".", "b") == "b");
  CHECK(join_path("a", ".") == "a");
  CHECK(join_path("a", "/b") == "/b");
  CHECK(join_path("/", "b") == "/b");
  struct Row {
    const char* path;
    const char* folded;
  };
  for (const Row& row : {Row{"a/./b//c/", "a/b/c"},
                         {"a/../b", "b"},
                         {"../a", "../a"},
                         {"/../a", "/a"},
                         {"", "."},
                         {"/", "/"},
                         {"a/..", "."}}) {
    CAPTURE(row.path);
    CHECK(normalise_path(row.path) == row.folded);
  }
  CHECK(relative_path("/r/a/b", "/r") == "a/b");
  CHECK(relative_path("/r", "/r/a/b") == "../..");
  CHECK(relative_path("/r/x", "/r/y") == "../x");
  CHECK(relative_path("a/b", ".") == "a/b");
  CHECK(relative_path("/other/x", "/r/y") == "/other/x");
  CHECK(base_name("a/b.sql") == "b.sql");
  CHECK(parent_path("a/b") == "a");
  CHECK(parent_path("a") == ".");
  CHECK(parent_path("/a") == "/");
}
