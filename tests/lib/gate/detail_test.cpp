#include "gate/detail.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "system/utf8.hpp"

using plumbline::gate::detail_tail;
using plumbline::gate::max_detail_bytes;

TEST_CASE("a short text is kept as it is") {
  struct Row {
    const char* name;
    std::string text;
    std::string expected;
  };
  const std::array rows = {
      Row{"nothing", "", ""},
      Row{"only blank lines", "\n \r\n\n", ""},
      Row{"one line", "role \"raptor_app\" does not exist", "role \"raptor_app\" does not exist"},
      Row{"the final newline goes", "a\nb\n", "a\nb"},
      Row{"tabs and inner blank lines stay", "a\n\n\tb", "a\n\n\tb"},
      Row{"lines of Windows", "a\r\nb\r\n", "a\nb"},
      Row{"a carriage return alone is shown", "10 %\r20 %", "10 %\\r20 %"},
      Row{"other alphabets", "Rolle „größe“ fehlt", "Rolle „größe“ fehlt"},
      Row{"a bad byte", "caf\xe9!", "caf\\xe9!"},
      Row{"terminal escapes", "\x1b[31mred", "\\u{1b}[31mred"},
      Row{"a NUL", std::string("a\0b", 3), "a\\u{0}b"},
      Row{"right-to-left marks", "a\u202eb", "a\\u{202e}b"},
      Row{"a character that is cut at the end", "a\xe2\x82", "a\\xe2\\x82"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(detail_tail(row.text) == row.expected);
  }
}

TEST_CASE("of a long text the end is kept, from a character on") {
  const std::string end = "the end";
  for (const std::string character : {"a", "é", "€", "𝄞", "\xff", "\x1b"}) {
    for (std::size_t before = 0; before < 8; ++before) {
      std::string text(before, 'x');
      for (int i = 0; i < 5000; ++i) text += character;
      const std::string tail = detail_tail(text + end);
      CAPTURE(character);
      CAPTURE(before);
      CHECK(tail.ends_with(end));
      CHECK(tail.size() <= max_detail_bytes);
      CHECK(tail.size() > max_detail_bytes - 8);
      CHECK(plumbline::system::find_invalid_utf8(tail) == std::string::npos);
      // Cut between characters, also where one is spelt with several.
      const std::string first = character == "\xff"   ? "\\xff"
                                : character == "\x1b" ? "\\u{1b}"
                                                      : character;
      CHECK(tail.starts_with(first));
    }
  }
  CHECK(detail_tail(std::string(max_detail_bytes, 'a')) == std::string(max_detail_bytes, 'a'));
  CHECK(detail_tail("x" + std::string(max_detail_bytes, 'a')) ==
        std::string(max_detail_bytes, 'a'));
}
