#include "core/json.hpp"

#include <doctest/doctest.h>

using namespace plumbline::core;

TEST_CASE("strings are escaped, and bad bytes become U+FFFD") {
  struct Row {
    const char* name;
    std::string text;
    const char* escaped;
  };
  const Row rows[] = {
      {"plain", "größe 🙂", "größe 🙂"},
      {"quotes and backslash", "a\"b\\c", "a\\\"b\\\\c"},
      {"controls", std::string("\n\r\t\x01\0", 5), "\\n\\r\\t\\u0001\\u0000"},
      {"DEL", "\x7f", "\\u007f"},
      {"bad bytes", "a\xff\xc3", "a\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"surrogate", "\xed\xa0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name) { CHECK(escape_json(row.text) == row.escaped); }
  }
}

TEST_CASE("documents are indented, empty brackets stay closed") {
  JsonWriter json;
  json.begin_object().member("a", 1).key("b").begin_array().end_array();
  json.key("c")
      .begin_array()
      .string("x")
      .null()
      .boolean(true)
      .end_array()
      .key("d")
      .begin_object()
      .end_object()
      .end_object();
  CHECK(std::move(json).finish() ==
        "{\n  \"a\": 1,\n  \"b\": [],\n  \"c\": [\n    \"x\",\n    null,\n    true\n  ],\n  \"d\": "
        "{}\n}\n");
}

TEST_CASE("compact documents have no blanks") {
  JsonWriter json(JsonWriter::Layout::compact);
  json.begin_object()
      .member("a", "b")
      .key("c")
      .begin_array()
      .number(-1)
      .number(2)
      .end_array()
      .end_object();
  CHECK(std::move(json).finish() == R"({"a":"b","c":[-1,2]})");
}
