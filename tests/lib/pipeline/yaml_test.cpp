#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "pipeline/yaml.hpp"

namespace plumbline::tests::pipeline {

using plumbline::pipeline::YamlDocument;
using plumbline::pipeline::YamlKind;
using plumbline::pipeline::YamlNode;

namespace {

YamlDocument parse(std::string text) { return YamlDocument::parse(std::move(text), "ci.yml", {}); }

/// Where the first `needle` of the value of key `run` stands in the file.
Position place_in_run(const std::string& yaml, std::string_view needle) {
  const YamlDocument document = parse(yaml);
  const YamlNode* run = document.find(document.root(), "run");
  REQUIRE(run != nullptr);
  const std::size_t at = run->value.find(needle);
  REQUIRE(at != std::string::npos);
  return document.position(document.offsets_of(*run)[at]);
}

}  // namespace

TEST_CASE("a byte of a scalar leads back to its line and column, whatever the style") {
  struct Row {
    const char* name;
    std::string yaml;
    int line;
    int column;
  };
  const Row rows[] = {
      {"plain", "run: one target\n", 1, 10},
      {"plain over two lines", "run: one\n  target\n", 2, 3},
      {"plain over an empty line", "run: one\n\n  target\n", 3, 3},
      {"single quotes", "run: 'one ''x'' target'\n", 1, 17},
      {"double quotes with escapes", "run: \"a\\tb\\u00e9\\\"target\"\n", 1, 19},
      {"double quotes, line joined", "run: \"one \\\n   target\"\n", 2, 4},
      {"literal", "run: |\n  one\n    two\n  x target\n", 4, 5},
      {"literal with indicators", "run: |2-  # why\n   one\n  target\n", 3, 3},
      {"literal after empty lines", "run: |\n\n\n  one\n\n  target\n", 6, 3},
      {"folded", "run: >-\n  one\n  two target\n", 3, 7},
      {"folded with an empty line", "run: >\n  one\n\n  two\n  target\n", 5, 3},
      {"folded with a deeper line", "run: >\n  one\n    two\n  target\n", 4, 3},
      {"CRLF", "run: |\r\n  one\r\n  target\r\n", 3, 3},
      {"wide characters count once", "run: 'é€😀 target'\n", 1, 11},
      {"after a byte order mark", "\xEF\xBB\xBFrun: target\n", 1, 7},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name) {
      const Position where = place_in_run(row.yaml, "target");
      CHECK(where.line == row.line);
      CHECK(where.column == row.column);
      CHECK(row.yaml.substr(where.offset, 6) == "target");
    }
  }
}

TEST_CASE("keys are found through merges, the nearest first") {
  const YamlDocument document = parse(
      "base: &base\n  image: a\n  script: [x]\n"
      "job:\n  <<: *base\n  image: b\n"
      "list:\n  <<: [*base, {extra: e}]\n");
  const YamlNode* job = document.find(document.root(), "job");
  CHECK(YamlDocument::text_of(document.find(job, "image")) == "b");
  REQUIRE(document.find(job, "script") != nullptr);
  CHECK(document.find(job, "script")->kind == YamlKind::sequence);
  CHECK(YamlDocument::text_of(document.find(document.find(document.root(), "list"), "extra")) ==
        "e");
  CHECK(document.find(job, "nothing") == nullptr);
}

TEST_CASE("what is no YAML is told with its place, and nothing else is given") {
  struct Row {
    const char* name;
    std::string yaml;
    std::string message;
    int line;
    int column;
  };
  const Row rows[] = {
      {"a tab", "jobs:\n\ta: 1\n",
       "found character that cannot start any token, while scanning for the next token", 2, 1},
      {"an open bracket", "a: [1, 2\nb: 3\n",
       "did not find expected ',' or ']', while parsing a flow sequence", 2, 2},
      {"an alias of nothing", "a: 1\nb: *c\n", "alias \"c\" has no anchor before it", 2, 4},
      {"an alias of itself", "a: &a\n  - *a\n", "alias \"a\" contains itself", 2, 5},
      {"a bad byte", "a: \xff\n", "invalid leading UTF-8 octet", 1, 4},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name) {
      const YamlDocument document = parse(row.yaml);
      REQUIRE(document.error());
      CHECK(document.error()->message == row.message);
      CHECK(document.root() == nullptr);
      const Position where = document.position(document.error()->offset);
      CHECK(where.line == row.line);
      CHECK(where.column == row.column);
    }
  }
}

TEST_CASE("an empty file and comments alone are no error") {
  for (const char* text : {"", "# nothing\n", "---\n"}) {
    const YamlDocument document = parse(text);
    CHECK_FALSE(document.error());
  }
}

TEST_CASE("nesting is bounded") {
  const YamlDocument document = parse(std::string(5000, '['));
  REQUIRE(document.error());
  CHECK(document.error()->message == "more than 200 levels of nesting");
}

TEST_CASE("a billion laughs cost nothing") {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 9; ++k) text += before + ", ";
    text += "]\n";
  }
  const YamlDocument document = parse(text);
  CHECK_FALSE(document.error());
}

TEST_CASE("a large file in one line is read in linear time") {
  std::string text = "a: [";
  for (int i = 0; i < 100'000; ++i) text += "é, ";
  text += "]\n";
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(parse(text).error());
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}

}  // namespace plumbline::tests::pipeline
