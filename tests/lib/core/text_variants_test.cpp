#include "core/text_variants.hpp"

#include <doctest/doctest.h>

namespace plumbline::tests::core {

using plumbline::core::text_variants;

namespace {

/// What alone lies between `text` and `other`; "" when nothing or more does.
std::string difference(std::string_view text, std::string_view other) {
  for (const auto& variant : text_variants(text))
    if (variant.text == other) return std::string(variant.difference);
  return "";
}

}  // namespace

TEST_CASE("each accident is told from the others, in both directions") {
  struct Case {
    const char* one;
    const char* other;
    const char* difference;
  };
  constexpr Case cases[] = {
      {"a;\nb;\n", "a;\r\nb;\r\n", "line ends"},
      {"a;\n", "a;", "the final newline"},
      {"a;\r\n", "a;", "the final newline"},
      {"a;\nb;\r\n", "a;\r\nb;\r\n", "line ends"},
      {"a;",
       "\xEF\xBB\xBF"
       "a;",
       "the byte order mark"},
      {"a;\nb;", "a;\r\nb;\r\n", "line ends and the final newline"},
      {"a;\nb;", "a;\nc;", ""},
      {"a;", "a; ", ""},
      {"a;\rb", "a;\nb", ""},  // a lone CR is no line end of any checkout
  };
  for (const Case& row : cases) {
    CAPTURE(std::string(row.one));
    CHECK(difference(row.one, row.other) == row.difference);
  }
  CHECK(difference("a;\r\nb;\r\n", "a;\nb;\n") == "line ends");
  CHECK(difference("a;", "a;\n") == "the final newline");
  CHECK(difference("a;\n\n\n", "a;\n") == "the final newline");
  CHECK(difference("\xEF\xBB\xBF"
                   "a;",
                   "a;") == "the byte order mark");
  CHECK(difference("a;\r\nb;\r\n", "a;\nb;") == "");  // two accidents of which one is rarer
}

TEST_CASE("a text is no variant of itself, and no variant is listed twice") {
  for (const std::string_view text : {"", "\n", "\r\n", "a", "a\n", "a\r\nb\n"}) {
    const auto variants = text_variants(text);
    for (std::size_t i = 0; i < variants.size(); ++i) {
      CHECK(variants[i].text != text);
      for (std::size_t k = 0; k < i; ++k) CHECK(variants[i].text != variants[k].text);
    }
  }
}

}  // namespace plumbline::tests::core
