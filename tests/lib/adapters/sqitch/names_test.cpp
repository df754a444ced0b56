/// Names as App::Sqitch::Plan's $name_re takes them; the rows were asked of sqitch 1.3.1.
#include <doctest/doctest.h>

#include "adapters/sqitch/dates.hpp"
#include "adapters/sqitch/names.hpp"
#include "adapters/sqitch/paths.hpp"

namespace plumbline::adapters::sqitch {

TEST_CASE("names are judged as sqitch judges them") {
  for (const char* name : {"users", "_users_", "01-billing-schema", "it's!ok", "größe", "a/1b",
                           "a~b", "v-1", "v.2", "0", "x[y"}) {
    CAPTURE(std::string(name));
    CHECK(is_name(name));
  }
  for (const char* name : {"", "-a", "a-", "a b", "a:b", "a@b", "a#b", "a\\b", "a/1", "a~2", "a^1",
                           "a=10", "a%7", "a€", "x]"}) {
    CAPTURE(std::string(name));
    CHECK_FALSE(is_name(name));
  }
}

TEST_CASE("digits behind punctuation are no fault in front of a colon") {
  CHECK(is_name("a/1", false));
  CHECK_FALSE(is_name("a/1", true));
}

TEST_CASE("dates are those that exist") {
  for (const char* date :
       {"2024-02-29T23:59:59Z", "0000-01-01T00:00:00Z", "2016-12-31T23:59:60Z"}) {
    CAPTURE(std::string(date));
    CHECK(find_date_fault(date).empty());
  }
  for (const char* date : {"2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z",
                           "2024-01-00T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z",
                           "2016-12-30T23:59:60Z", "2016-12-31T22:59:60Z"}) {
    CAPTURE(std::string(date));
    CHECK_FALSE(find_date_fault(date).empty());
  }
}

TEST_CASE("paths are written as Path::Class writes them") {
  CHECK(canonical_path("./a//b/./c/") == "a/b/c");
  CHECK(canonical_path("a/../b") == "a/../b");
  CHECK(canonical_path("/..") == "/");
  CHECK(canonical_path("./") == ".");
  CHECK(file_path("./db/./shop.plan") == "db/shop.plan");
  CHECK(file_path("/x") == "/x");
  CHECK(sub_folder(".", "deploy") == "deploy");
  CHECK(file_in(".", "x.sql") == "./x.sql");
  CHECK(file_in("deploy", "a//b.sql") == "deploy/a/b.sql");
}

}  // namespace plumbline::adapters::sqitch
