#include "system/utf8.hpp"

#include <doctest/doctest.h>

using namespace plumbline::system;

TEST_CASE("bad sequences are found where they begin") {
  struct Row {
    const char* name;
    std::string text;
    std::size_t offset;
  };
  const std::size_t none = std::string_view::npos;
  const Row rows[] = {
      {"ascii", "abc", none},
      {"two, three, four bytes", "é€🙂", none},
      {"lone continuation", "a\x80", 1},
      {"overlong slash", "\xc0\xaf", 0},
      {"surrogate", "ab\xed\xa0\x80", 2},
      {"cut at the end", "é\xe2\x82", 2},
      {"above U+10FFFF", "\xf4\x90\x80\x80", 0},
      {"five bytes", "\xf8\x88\x80\x80\x80", 0},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name) { CHECK(find_invalid_utf8(row.text) == row.offset); }
  }
}

TEST_CASE("replacement follows the Unicode recommendation: one U+FFFD for each maximal part") {
  CHECK(to_valid_utf8("a\xe2\x82z") == "a\xEF\xBF\xBDz");
  CHECK(to_valid_utf8("\xf0\x80\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(to_valid_utf8("ok") == "ok");
}

TEST_CASE("columns count code points from 1, lines end at LF") {
  const std::string text = "ab\nöx🙂y\n";
  const auto position = position_at(text, text.find('y'), "f");
  CHECK(position.line == 2);
  CHECK(position.column == 4);
  CHECK(position_at(text, 0, "f").column == 1);
  CHECK(position_at(text, 999, "f").line == 3);
}

TEST_CASE("classes are those of Unicode, not of a locale") {
  CHECK(is_word(U'ö'));
  CHECK(is_word(U'_'));
  CHECK(is_word(0x0301));
  CHECK_FALSE(is_word(U'-'));
  CHECK(is_blank(0xA0));
  CHECK_FALSE(is_blank('\n'));
  CHECK(is_space(0x2028));
  CHECK(is_digit(0x0663));
  CHECK_FALSE(is_digit(U'x'));
  CHECK_FALSE(is_printable(0x202E));
}

TEST_CASE("nothing from a file can drive a terminal") {
  CHECK(escape_for_display("a\x1b[2Jb") == "a\\u{1b}[2Jb");
  CHECK(escape_for_display("x\ny\tz\r") == "x\\ny\\tz\\r");
  CHECK(escape_for_display("\xff") == "\\xff");
  CHECK(escape_for_display("\u202Eabc") == "\\u{202e}abc");
  CHECK(escape_for_display("größe") == "größe");
  CHECK(escape_for_display("ööö", 5) == "öö…");
}
