#include "core/json_value.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "core/json.hpp"
#include "plumbline/error.hpp"

using namespace plumbline;
using core::JsonValue;
using core::read_json;

TEST_CASE("a document is read as values") {
  const JsonValue all = read_json(
      R"( { "text": "a\"\\\/\b\f\n\r\té\u20ac\ud834\udd1e", "number": -12, "yes": true, "no": false,
            "nothing": null, "list": [1, [], {}, "x"], "object": {"inner": 1}, "": "empty name" } )");
  CHECK(all.kind == JsonValue::Kind::object);
  CHECK(all.text_of("text") == "a\"\\/\b\f\n\r\té€𝄞");
  CHECK(all.number_of("number") == -12);
  CHECK(all.is("yes"));
  CHECK_FALSE(all.is("no"));
  REQUIRE(all.find("nothing") != nullptr);
  CHECK(all.find("nothing")->kind == JsonValue::Kind::null);
  REQUIRE(all.list_of("list").size() == 4);
  CHECK(all.list_of("list")[0].number == 1);
  CHECK(all.list_of("list")[1].kind == JsonValue::Kind::list);
  CHECK(all.list_of("list")[2].kind == JsonValue::Kind::object);
  CHECK(all.list_of("list")[3].text == "x");
  CHECK(all.find("object")->number_of("inner") == 1);
  CHECK(all.text_of("") == "empty name");
  // What is absent or of another kind.
  CHECK(all.find("absent") == nullptr);
  CHECK(all.text_of("number").empty());
  CHECK(all.number_of("text") == 0);
  CHECK(all.list_of("object").empty());
}

TEST_CASE("what the writer writes is read as it was") {
  std::string every;
  for (int c = 1; c < 128; ++c) every += static_cast<char>(c);
  every += "é€𝄞";
  core::JsonWriter json(core::JsonWriter::Layout::compact);
  json.begin_object().member(every, every).member("big", INT64_MIN).end_object();
  const JsonValue value = read_json(std::move(json).finish());
  CHECK(value.text_of(every) == every);
  CHECK(value.number_of("big") == INT64_MIN);
}

TEST_CASE("what is no JSON is refused") {
  const std::array bad = {
      std::string(""),          std::string("{"),           std::string("{]"),
      std::string("[1,]"),      std::string("{\"a\":}"),    std::string("{\"a\" 1}"),
      std::string("{a:1}"),     std::string("[1 2]"),       std::string("\"open"),
      std::string("\"\x01\""),  std::string("\"\xff\""),    std::string("\"\\x\""),
      std::string("\"\\u12\""), std::string("01"),          std::string("nul"),
      std::string("{} {}"),     std::string("{\"a\":1,}"),  std::string("[[1]"),
      std::string("'a'"),       std::string("\"\\ud834\""),
  };
  for (const std::string& text : bad) {
    CAPTURE(text);
    CHECK_THROWS_AS(read_json(text), Error);
  }
}

TEST_CASE("no document decides on the size of the stack") {
  const std::string deep = std::string(64, '[') + std::string(64, ']');
  CHECK(read_json(deep).kind == JsonValue::Kind::list);
  try {
    read_json(std::string(1'000'000, '['));
    FAIL("not refused");
  } catch (const Error& error) {
    CHECK(error.status() == Status::limit);
  }
}
