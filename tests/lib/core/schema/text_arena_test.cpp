#include "core/schema/text_arena.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using plumbline::core::TextArena;

TEST_CASE("a text is kept as it was, with a NUL behind it") {
  TextArena arena;
  std::vector<std::string> texts;
  // Up to a block and beyond it, so that some end where a block ends.
  for (std::size_t size = 1; size < 300'000; size = size * 5 / 4 + 1)
    texts.emplace_back(size, static_cast<char>('a' + size % 26));
  std::vector<std::string_view> kept;
  for (const std::string& text : texts) kept.push_back(arena.keep(text));
  for (std::size_t at = 0; at < texts.size(); ++at) {
    CHECK(kept[at] == texts[at]);
    CHECK(kept[at].data()[kept[at].size()] == '\0');
  }
  CHECK(arena.keep("").empty());
}

TEST_CASE("a short text that came lately is given again") {
  TextArena arena;
  const std::string_view first = arena.keep("integer");
  CHECK(arena.keep(std::string("integer")).data() == first.data());
  CHECK(arena.keep("integers").data() != first.data());
}
