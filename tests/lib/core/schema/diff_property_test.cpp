/// Random schemas, one of whose properties is changed: exactly that is reported.
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "described_schema.hpp"
#include "plumbline/diff.hpp"

using namespace plumbline;
using plumbline::testing::described_schema;

namespace {

/// An object: its kind and name, and its properties as "name: value".
struct Line {
  std::string object;
  std::vector<std::string> properties;
};

std::string text_of(const std::vector<Line>& lines) {
  std::string text;
  for (const Line& line : lines) {
    text += line.object;
    for (const std::string& property : line.properties) text += " | " + property;
    text += '\n';
  }
  return text;
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
  }
  bool one_in(std::size_t count) { return below(count) == 0; }

  std::vector<Line> schema() {
    lines_.clear();
    for (const char* name : {"a", "b"}) {
      lines_.push_back({"schema " + std::string(name), {"owner: app"}});
      const std::size_t tables = 1 + below(5);
      for (std::size_t at = 0; at < tables; ++at)
        add_table(std::string(name) + ".t" + std::to_string(at));
      add(one_in(2), "view " + std::string(name) + ".v", {"query: SELECT 1", "owner: app"});
      add(one_in(2), "function " + std::string(name) + ".f(integer)",
          {"body: SELECT 1", "result: integer", "volatility: stable"});
      add(one_in(2), "enum " + std::string(name) + ".e", {"values: 'x', 'y'"});
      add(one_in(2), "sequence " + std::string(name) + ".s", {"increment: 2"});
    }
    add(one_in(2), "extension pg_trgm", {"version: 1.6", "schema: public"});
    add(one_in(2), "role app_ro", {"superuser: true"});
    return lines_;
  }

 private:
  void add(bool is_wanted, std::string object, std::vector<std::string> properties) {
    if (is_wanted) lines_.push_back({std::move(object), std::move(properties)});
  }

  void add_table(const std::string& name) {
    lines_.push_back({"table " + name, {"owner: app", "grant:bob: SELECT"}});
    const std::size_t columns = 1 + below(6);
    for (std::size_t at = 0; at < columns; ++at) {
      Line column{"column " + name + ".c" + std::to_string(at), {"type: text"}};
      if (one_in(3)) column.properties.emplace_back("not_null: true");
      if (one_in(3)) column.properties.emplace_back("default: 'x'::text");
      if (one_in(5)) column.properties.emplace_back("comment: some words");
      lines_.push_back(column);
    }
    add(one_in(2), "constraint " + name + "." + name.substr(2) + "_pkey",
        {"type: primary key", "columns: c0"});
    add(one_in(2), "constraint " + name + ".own_check",
        {"type: check", "columns: c0", "expression: (c0 > ''::text)"});
    add(one_in(2), "trigger " + name + ".trg", {"timing: before", "function: a.trg"});
    add(one_in(2), "policy " + name + ".pol", {"using: (c0 = CURRENT_USER)"});
    add(one_in(2), "index " + name + "_c0_idx", {"table: " + name, "columns: c0"});
  }

  std::mt19937 random_;
  std::vector<Line> lines_;
};

struct Mutation {
  std::string object;
  std::string property;
  std::string old_value;
  std::string new_value;
};

/// Changes one property's value, and says which.
Mutation mutate(std::vector<Line>& lines, Generator& random) {
  while (true) {
    Line& line = lines[random.below(lines.size())];
    std::string& property = line.properties[random.below(line.properties.size())];
    const std::size_t colon = property.find(": ");
    const std::string name = property.substr(0, colon);
    const bool is_structure = name == "table" || line.object.starts_with("constraint");
    if (is_structure && name != "expression") continue;
    Mutation mutation{line.object, name, property.substr(colon + 2), {}};
    mutation.new_value = mutation.old_value + "2";
    property = name + ": " + mutation.new_value;
    return mutation;
  }
}

}  // namespace

TEST_CASE("one changed property of one object is exactly one difference") {
  for (unsigned seed = 0; seed < 400; ++seed) {
    CAPTURE(seed);
    Generator random(seed);
    std::vector<Line> lines = random.schema();
    const Schema old = described_schema(text_of(lines));
    const Mutation mutation = mutate(lines, random);
    const Schema now = described_schema(text_of(lines));
    const Diff diff = diff_schemas(old, now);
    REQUIRE(diff.differences.size() == 1);
    const Difference& one = diff.differences.front();
    CHECK(std::string(kind_name(one.kind)) + " " + one.object == mutation.object);
    CHECK(one.property == mutation.property);
    CHECK(one.old_value == mutation.old_value);
    CHECK(one.new_value == mutation.new_value);
    CHECK(diff_schemas(old, old).differences.empty());
    CHECK(diff_schemas(now, old).differences.size() == 1);
  }
}

TEST_CASE("one object more is exactly one difference") {
  for (unsigned seed = 0; seed < 400; ++seed) {
    CAPTURE(seed);
    Generator random(seed);
    const std::vector<Line> lines = random.schema();
    const Schema full = described_schema(text_of(lines));
    const std::size_t dropped = random.below(lines.size());
    const std::string object = lines[dropped].object;
    const std::string name = object.substr(object.find(' ') + 1);
    std::vector<Line> rest;
    for (std::size_t at = 0; at < lines.size(); ++at) {
      const std::string& other = lines[at].object;
      const std::string other_name = other.substr(other.find(' ') + 1);
      const bool goes_along =
          at == dropped || other_name.starts_with(name + ".") ||
          (object.starts_with("table") && other_name.starts_with(name + "_")) ||
          (object.starts_with("column") && name.ends_with(".c0") &&
           (other.starts_with("constraint " + name.substr(0, name.size() - 2)) ||
            other_name == name.substr(0, name.size() - 3) + "_c0_idx"));
      if (!goes_along) rest.push_back(lines[at]);
    }
    const Diff diff = diff_schemas(full, described_schema(text_of(rest)));
    REQUIRE(diff.differences.size() == 1);
    CHECK(diff.differences.front().change == DifferenceKind::missing);
    CHECK(std::string(kind_name(diff.differences.front().kind)) + " " +
              diff.differences.front().object ==
          object);
  }
}
