/// The snapshot file of lib/core/schema/snapshot.md.
#include <doctest/doctest.h>
#include <algorithm>
#include <tao/pegtl/contrib/analyze.hpp>

#include "core/schema/snapshot_grammar.hpp"
#include "lib/core/schema/sample.hpp"
#include "plumbline/error.hpp"

namespace tao::pegtl {

template <typename Name, typename Rule>
struct analyze_traits<Name, plumbline::core::snapshot::nested<Rule>>
    : analyze_traits<Name, typename seq<Rule>::rule_t> {};

}  // namespace tao::pegtl

using namespace plumbline;
using namespace plumbline::core;

namespace {

/// The objects of a small file, with the fingerprint that belongs to them.
std::string file(std::string_view objects, std::string_view fingerprint = {},
                 std::string_view relative = "false") {
  std::string text = "{\"schema\": \"plumbline.snapshot/1\", \"source\": {\"relative\": ";
  text.append(relative).append("}, \"fingerprint\": \"").append(fingerprint);
  return text.append("\", \"objects\": [\n").append(objects).append("]}");
}

ErrorFields refusal(std::string_view text, Status status = Status::format) {
  try {
    load_snapshot(text);
  } catch (const Error& error) {
    CHECK(error.status() == status);
    return error.fields();
  }
  FAIL("not refused");
  return {};
}

/// Loads it whatever its objects' fingerprint is.
Schema load(std::string_view objects, std::string_view relative = "false") {
  const std::string message = refusal(file(objects, "?", relative)).message;
  REQUIRE(message.find("that of its objects ") != std::string::npos);
  return load_snapshot(file(objects, message.substr(message.size() - 64), relative));
}

void check_equal(const Schema& left, const Schema& right) {
  CHECK(left.fingerprint() == right.fingerprint());
  REQUIRE(left.objects().size() == right.objects().size());
  for (std::size_t at = 0; at < left.objects().size(); ++at) {
    const CatalogObject& one = left.objects()[at];
    const CatalogObject& other = right.objects()[at];
    CAPTURE(std::string(one.name));
    CHECK(one.kind == other.kind);
    CHECK(one.schema == other.schema);
    CHECK(one.name == other.name);
    CHECK(one.parent == other.parent);
    CHECK(one.position == other.position);
    CHECK(std::ranges::equal(one.properties, other.properties));
    CHECK(std::ranges::equal(one.children, other.children));
    CHECK(std::ranges::equal(one.dependencies, other.dependencies));
  }
}

}  // namespace

TEST_CASE("the grammar has no endless loop") {
  CHECK(tao::pegtl::analyze<snapshot::document>(1) == 0);
  CHECK(tao::pegtl::analyze<snapshot::opening>(1) == 0);
}

TEST_CASE("the file is laid out to be read by people") {
  SchemaBuilder builder;
  builder.set(builder.add_schema("public"), "owner", "app");
  const auto table = builder.add(ObjectKind::table, "public", "orders");
  builder.set(table, "owner", "app");
  const auto total = builder.add(ObjectKind::column, "public", "total", table);
  const auto id = builder.add(ObjectKind::column, "public", "id", table);
  const auto late = builder.add(ObjectKind::column, "public", "\"x\"", table);
  builder.set(id, "type", "bigint");
  builder.set_flag(id, "not_null", true);
  builder.set_position(id, 1);
  builder.set_position(total, 2);
  builder.set_position(late, 4);
  builder.add(ObjectKind::constraint, "public", "orders_pkey", table);
  const auto function = builder.add_as(ObjectKind::function, "public", "two()");
  builder.set(function, "body", "\n  SELECT 2\t-- \"two\"\n");
  builder.set(function, "language", "sql");
  const auto index = builder.add(ObjectKind::index, "public", "orders_idx", table);
  builder.depend(index, total);
  builder.depend(index, function);
  const Schema schema =
      std::move(builder).finish({.server_version = 150'020,
                                 .database = "shop",
                                 .with_dependencies = true,
                                 .unchecked = {{"table public.jobs", "locked by pid 4711"}}});
  const std::string text = save_snapshot(schema);
  const std::string before = R"x({
"schema": "plumbline.snapshot/1",
"version": "0.1.0",
"source": {"server_version": 150020, "database": "shop", "digest": null, "relative": false, "dependencies": true,
  "left_out": [],
  "unchecked": [
    {"what": "table public.jobs", "why": "locked by pid 4711"}
  ]},
"fingerprint": ")x";
  const std::string after = R"x(",
"objects": [
  {"kind": "schema", "schema": "public", "name": "public", "properties": {"owner": "app"}},
  {"kind": "function", "schema": "public", "name": "public.two()", "properties": {"body": [
      "",
      "  SELECT 2\t-- \"two\"",
      ""
    ], "language": "sql"}},
  {"kind": "table", "schema": "public", "name": "public.orders", "properties": {"owner": "app"}, "parts": [
    {"kind": "column", "name": "id", "properties": {"not_null": "true", "type": "bigint"}},
    {"kind": "column", "name": "total"},
    {"kind": "column", "name": "\"\"\"x\"\"\"", "position": 4},
    {"kind": "constraint", "name": "orders_pkey"}
  ]},
  {"kind": "index", "schema": "public", "name": "public.orders_idx", "parent": "table public.orders", "depends_on": ["function public.two()", "column public.orders.total"]}
]
}
)x";
  CHECK(text == before + schema.fingerprint().hex() + after);
  check_equal(schema, load_snapshot(text));
}

TEST_CASE("what was saved is loaded again, byte for byte") {
  for (const char* in_schema : {"public", "my \"own\".schema"}) {
    for (const bool relative : {false, true}) {
      CAPTURE(in_schema);
      CAPTURE(relative);
      const Schema schema = Sample(in_schema).finish(relative);
      const std::string text = save_snapshot(schema);
      const Schema loaded = load_snapshot(text);
      check_equal(schema, loaded);
      CHECK(save_snapshot(loaded) == text);
      CHECK(loaded.source().server_version == 150'020);
      CHECK(loaded.source().database == "shop");
      CHECK(loaded.source().relative == relative);
      CHECK(loaded.source().with_dependencies);
    }
  }
  CHECK(save_snapshot(load_snapshot(save_snapshot(Schema()))) == save_snapshot(Schema()));
}

TEST_CASE("texts of every sort come back") {
  for (const char* value : {"größe 🙂", "\"\\/\b\f\r\t\x01\x7f", "\n", "\n\n", "a\n", "\na",
                            "a\r\nb", "é\n\u2028\n\\n", "x"}) {
    SchemaBuilder builder;
    const auto table = builder.add(ObjectKind::table, "s", value);
    builder.set(table, "comment", value);
    builder.set_keyed(table, "option", value, "");
    const Schema schema = std::move(builder).finish({.digest = value, .left_out = {{value, ""}}});
    const std::string text = save_snapshot(schema);
    const Schema loaded = load_snapshot(text);
    check_equal(schema, loaded);
    CHECK(loaded.source().digest == value);
    CHECK(loaded.source().left_out == std::vector<Unchecked>{{value, ""}});
    CHECK(save_snapshot(loaded) == text);
  }
}

TEST_CASE("a relative snapshot is not made relative once more") {
  SchemaBuilder builder;
  const auto table = builder.add(ObjectKind::table, "orders", "orders");
  builder.set(builder.add(ObjectKind::view, "orders", "v"), "query", "SELECT orders.orders.id");
  builder.depend(1, table);
  const Schema schema = std::move(builder).finish({.relative = true});
  const std::string text = save_snapshot(schema);
  CHECK(text.find("SELECT orders.id") != std::string::npos);
  CHECK(text.find("\"table orders.orders\"") != std::string::npos);
  check_equal(schema, load_snapshot(text));
}

TEST_CASE("members may come in any order, and unknown ones are passed over") {
  const std::string known = load(R"({"kind": "table", "schema": "s", "name": "s.t",
    "properties": {"owner": "a"}, "parts": [{"kind": "column", "name": "c", "properties": {"type": "text"}},
                                            {"kind": "column", "name": "b"}]})")
                                .fingerprint()
                                .hex();
  std::string text = R"( { "new": [1, -2.5e3, {"objects": [{"kind": 3}]}, null, true, "\ud800"],
    "objects" : [ {"parts":[{"new":{},"name":"c","properties":{"type":"text"},"kind":"column"},
                            {"name":"b","kind":"column","schema":"later"}],
                   "properties":{"owner":"a"},"color":"red","name":"s.\u0074","schema":"s","kind":"table"}],
    "version": "9.9", "schema": "plumbline.snapshot/1", "fingerprint": ")";
  text.append(known).append("\"}\n");
  const Schema schema = load_snapshot(text);
  CHECK(schema.find(ObjectKind::column, "s.t.c")->position == 1);
  CHECK(schema.find(ObjectKind::column, "s.t.b")->position == 2);
}

TEST_CASE("what is no snapshot is refused, and said what it is") {
  struct Row {
    const char* text;
    const char* message;
  };
  const Row rows[] = {
      {"", "snapshot: a JSON object with \"schema\": \"plumbline.snapshot/1\" is expected"},
      {"[]", "snapshot: a JSON object with \"schema\": \"plumbline.snapshot/1\" is expected"},
      {"{}", "snapshot: a JSON object with \"schema\": \"plumbline.snapshot/1\" is expected"},
      {"{\"schema\": 1}",
       "snapshot: a JSON object with \"schema\": \"plumbline.snapshot/1\" is expected"},
      {"CREATE TABLE t ();",
       "snapshot: a JSON object with \"schema\": \"plumbline.snapshot/1\" is expected"},
      {"{\"schema\": \"plumbline.report/1\", \"x\"",
       "snapshot: it is a \"plumbline.report/1\"; \"plumbline.snapshot/1\" is expected"},
      {"{\"tables\": {}, \"schema\": \"plumbline.snapshot/2\", [",
       "snapshot: it is \"plumbline.snapshot/2\", and this library (version 0.1.0) reads "
       "\"plumbline.snapshot/1\""},
      {"{\"schema\": \"plumbline.snapshot/1\"}\n}",
       "snapshot, line 2, column 1: text stands behind the end of the snapshot"},
      {"{\"schema\": \"plumbline.snapshot/1\",}",
       "snapshot, line 1, column 35: a member is expected behind the comma"},
      {"{\"schema\": \"plumbline.snapshot/1\"",
       "snapshot, line 1, column 34: a comma, a member's name or \"}\" is expected"},
      {"{\"schema\": \"plumbline.snapshot/1\", \"objects\": {}}",
       "snapshot, line 1, column 47: \"objects\" is no list"},
      {"{\"schema\": \"plumbline.snapshot/1\", \"é\": \"a\nb\"}",
       "snapshot, line 1, column 43: a text that does not end, holds a control character or is no "
       "UTF-8"},
      {"{\"schema\": \"plumbline.snapshot/1\", \"x\": \"\xff\"}",
       "snapshot, line 1, column 42: a text that does not end, holds a control character or is no "
       "UTF-8"},
      {"{\"schema\": \"plumbline.snapshot/1\", \"x\": 01}",
       "snapshot, line 1, column 42: a comma, a member's name or \"}\" is expected"},
      {"{\"schema\": \"plumbline.snapshot/1\", \"source\": {\"server_version\": 99999999999}}",
       "snapshot, line 1, column 65: a number out of range"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(refusal(row.text).message == row.message);
  }
  CHECK(refusal(rows[6].text).hint == "update plumbline, or save the snapshot with this version");
  CHECK(refusal("{\"schema\": \"plumbline.snapshot/1\"}\n}").where.line == 2);
}

TEST_CASE("what objects cannot be is refused") {
  struct Row {
    const char* objects;
    const char* message;
  };
  const Row rows[] = {
      {"7", "line 2, column 1: an item, a comma or \"]\" is expected"},
      {"{}", "line 2, column 1: an object without \"kind\""},
      {R"({"kind": "table"})", "line 2, column 1: an object without \"name\""},
      {R"({"kind": "tabel", "name": "t"})", "line 2, column 10: unknown kind \"tabel\""},
      {R"({"kind": null, "name": "t"})", "line 2, column 10: \"kind\" is no text"},
      {R"({"kind": "column", "name": "t"})",
       "line 2, column 1: an object of kind \"column\" is a part of another"},
      {R"({"kind": "table", "name": "t", "parts": [{"kind": "index", "name": "i"}]})",
       "line 2, column 42: an object of kind \"index\" is no part of another"},
      {R"({"kind": "table", "name": "t", "properties": {"a": 1}})",
       "line 2, column 52: a property's value is neither a text nor a list of lines"},
      {R"({"kind": "table", "name": "t", "properties": {"a": ["b", 1]}})",
       "line 2, column 58: a line of a text is expected"},
      {R"({"kind": "table", "name": "t", "parts": [{"kind": "column", "name": "c", "position": 32768}]})",
       "line 2, column 42: a column's position is out of range"},
      {R"({"kind": "table", "name": "t", "parts": [{"kind": "column", "name": "c", "position": -1}]})",
       "line 2, column 86: a number out of range"},
      {R"({"kind": "table", "name": "t", "parts": [{"kind": "column", "name": "c", "position": 1.5}]})",
       "line 2, column 86: \"position\" is no whole number"},
      {R"({"kind": "table", "name": "\u0000"})",
       "line 2, column 29: a NUL, which no text of PostgreSQL holds"},
      {R"({"kind": "table", "name": "\ud800"})",
       "line 2, column 29: invalid escaped unicode code point"},
      {R"({"kind": "table", "name": "\x"})", "line 2, column 29: no escape of JSON"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.objects);
    CHECK(refusal(file(row.objects)).message == std::string("snapshot, ") + row.message);
  }
}

TEST_CASE("what objects cannot be together is refused") {
  struct Row {
    const char* objects;
    const char* message;
  };
  const Row rows[] = {
      {R"({"kind": "table", "name": "t"}, {"kind": "table", "name": "t"})",
       "table \"t\" occurs twice"},
      {R"({"kind": "table", "name": "t", "parts": [{"kind": "column", "name": "c"}, {"kind": "column", "name": "c"}]})",
       "column \"t.c\" occurs twice"},
      {R"({"kind": "table", "name": "t", "properties": {"a": "1", "b": "2", "a": "3"}})",
       "property \"a\" of table \"t\" occurs twice"},
      {R"({"kind": "view", "name": "v", "depends_on": ["table t"]})",
       "view \"v\" refers to \"table t\", which is not in it"},
      {R"({"kind": "view", "name": "v", "depends_on": ["view"]})",
       "view \"v\" refers to \"view\", which is not in it"},
      {R"({"kind": "view", "name": "v", "depends_on": ["vieh v"]})",
       "view \"v\" refers to \"vieh v\", which is not in it"},
      {R"({"kind": "index", "name": "i", "parent": "table\n t"})",
       "index \"i\" refers to \"table\\n t\", which is not in it"},
      {R"({"kind": "index", "name": "i", "parent": "index i"})", "\"index i\" can be no parent"},
      {R"({"kind": "index", "name": "i", "parent": "column t.c"}, {"kind": "table", "name": "t", "parts": [{"kind": "column", "name": "c"}]})",
       "\"column t.c\" can be no parent"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.objects);
    CHECK(refusal(file(row.objects)).message == std::string("snapshot: ") + row.message);
  }
  CHECK(
      load(
          R"({"kind": "table", "schema": "a", "name": "t"}, {"kind": "table", "schema": "b", "name": "t"})",
          "true")
          .objects()
          .size() == 2);
}

TEST_CASE("a file that was edited by hand is noticed, with both fingerprints") {
  const Schema schema = Sample().finish();
  std::string text = save_snapshot(schema);
  text.replace(text.find("what is ordered"), 4, "That");
  const ErrorFields fields = refusal(text);
  CHECK(fields.message.starts_with("snapshot: it is damaged or was edited: its fingerprint is \"" +
                                   schema.fingerprint().hex() + "\", that of its objects "));
  CHECK(fields.hint == "save it again from the database");
}

TEST_CASE("a file cut anywhere is refused") {
  const std::string text = save_snapshot(Sample().finish());
  for (std::size_t size = 0; size < text.size() - 1; ++size)
    CHECK_THROWS_AS(load_snapshot(std::string_view(text).substr(0, size)), Error);
}

TEST_CASE("nesting is limited") {
  const std::string deep = "{\"x\": " + std::string(100'000, '[');
  const ErrorFields fields = refusal(deep, Status::limit);
  CHECK(fields.message == "snapshot: members are nested deeper than 200, the limit");
  const std::string open = std::string(199, '[') + std::string(199, ']');
  CHECK_NOTHROW(load_snapshot("{\"x\": " + open + ", " + save_snapshot(Schema()).substr(1)));
}
