#include "core/name_index.hpp"

#include <doctest/doctest.h>

#include <string>

using plumbline::core::NameIndex;

TEST_CASE("an empty index knows no name") {
  const NameIndex index;
  CHECK(!index.find("a"));
  CHECK(!index.find(""));
}

TEST_CASE("the first number of a name stays until it is changed") {
  NameIndex index(2);
  CHECK(index.try_emplace("a", 1).second);
  const auto [number, is_new] = index.try_emplace("a", 2);
  CHECK(!is_new);
  CHECK(number == 1);
  number = 3;
  CHECK(index.find("a") == 3U);
  CHECK(!index.contains("b"));
}

TEST_CASE("a name without bytes is a name, whatever its view points to") {
  NameIndex index;
  CHECK(!index.contains(""));
  CHECK(index.try_emplace({}, 7).second);
  CHECK(!index.try_emplace("", 8).second);
  CHECK(index.find({}) == 7U);
  CHECK(index.find("") == 7U);
}

TEST_CASE("ten thousand names are found again, grown or reserved, and no others") {
  std::vector<std::string> names;
  for (std::uint32_t n = 0; n < 10'000; ++n) names.push_back("revision_" + std::to_string(n));
  for (const std::size_t room : {std::size_t{0}, names.size()}) {
    NameIndex index(room);
    for (std::uint32_t n = 0; n < names.size(); ++n) REQUIRE(index.try_emplace(names[n], n).second);
    for (std::uint32_t n = 0; n < names.size(); ++n) REQUIRE(index.find(names[n]) == n);
    CHECK(!index.contains("revision_10000"));
    CHECK(!index.contains("revision_"));
  }
}
