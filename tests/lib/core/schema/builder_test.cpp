/// A part of a qualified name, and what SchemaBuilder makes of what it is given.
#include "core/schema/builder.hpp"

#include <doctest/doctest.h>

#include "lib/core/schema/sample.hpp"

using namespace plumbline;
using namespace plumbline::core;

namespace {

std::vector<std::string> names(const Schema& schema, std::span<const ObjectIndex> of) {
  std::vector<std::string> all;
  for (const ObjectIndex at : of) all.emplace_back(schema.objects()[at].name);
  return all;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a part of a name is quoted when it could be taken for more than one") {
  struct Row {
    const char* name;
    const char* part;
  };
  const Row rows[] = {
      {"orders", "orders"}, {"Orders 2", "Orders 2"},
      {"größe", "größe"},   {"a'b", "a'b"},
      {"a.b", "\"a.b\""},   {"a\"b", "\"a\"\"b\""},
      {"a,b", "\"a,b\""},   {"f(x)", "\"f(x)\""},
      {"", "\"\""},         {"two\nlines", "\"two\nlines\""},
  };
  for (const Row& row : rows) CHECK(name_part(row.name) == row.part);
}

TEST_CASE("objects are named by their schema, parts by their parent, a schema by itself") {
  SchemaBuilder builder;
  const auto extension = builder.add(ObjectKind::extension, "", "pg_trgm");
  const auto schema = builder.add(ObjectKind::schema, "", "my.app");
  const auto table = builder.add(ObjectKind::table, "my.app", "orders");
  const auto column = builder.add(ObjectKind::column, "", "a.b", table);
  const auto index = builder.add(ObjectKind::index, "my.app", "orders_idx", table);
  const auto function = builder.add_as(ObjectKind::function, "my.app", "f(text, text)");
  CHECK(builder.name(extension) == "pg_trgm");
  CHECK(builder.name(schema) == "\"my.app\"");
  CHECK(builder.schema(schema) == "my.app");
  CHECK(builder.name(table) == "\"my.app\".orders");
  CHECK(builder.name(column) == "\"my.app\".orders.\"a.b\"");
  CHECK(builder.schema(column) == "my.app");
  CHECK(builder.name(index) == "\"my.app\".orders_idx");
  CHECK(builder.parent(index) == table);
  CHECK(builder.name(function) == "\"my.app\".f(text, text)");
}

TEST_CASE("objects are sorted by kind, schema and name, whatever order they come in") {
  SchemaBuilder builder;
  const auto b = builder.add(ObjectKind::table, "b", "t");
  const auto z = builder.add(ObjectKind::table, "a", "z");
  builder.add(ObjectKind::constraint, "a", "z_pkey", z);
  builder.add(ObjectKind::column, "b", "two", b);
  builder.add(ObjectKind::column, "b", "one", b);
  builder.add(ObjectKind::column, "a", "y", z);
  builder.add(ObjectKind::table, "a", "a");
  builder.add_schema("a");
  builder.add(ObjectKind::view, "a", "v");
  const Schema schema = std::move(builder).finish({});
  Names all;
  for (const CatalogObject& object : schema.objects()) all.emplace_back(object.name);
  CHECK(all == Names{"a", "a.a", "a.z", "b.t", "a.v", "a.z.y", "b.t.one", "b.t.two", "a.z.z_pkey"});
  CHECK(schema.root_fingerprints().size() == 5);
  REQUIRE(schema.groups().size() == 4);
  CHECK(schema.groups()[1].kind == ObjectKind::table);
  CHECK(schema.groups()[1].schema == "a");
  CHECK(schema.groups()[1].first == 1);
  CHECK(schema.groups()[1].count == 2);
}

TEST_CASE("children hang together with their parents, columns by name before constraints") {
  SchemaBuilder builder;
  const auto table = builder.add(ObjectKind::table, "s", "t");
  builder.add(ObjectKind::constraint, "s", "a_check", table);
  builder.set_position(builder.add(ObjectKind::column, "s", "z", table), 1);
  builder.set_position(builder.add(ObjectKind::column, "s", "b", table), 2);
  builder.add(ObjectKind::index, "s", "t_idx", table);
  const Schema schema = std::move(builder).finish({});
  const CatalogObject* found = schema.find(ObjectKind::table, "s.t");
  REQUIRE(found != nullptr);
  CHECK(names(schema, found->children) == Names{"s.t.b", "s.t.z", "s.t.a_check"});
  CHECK(schema.find(ObjectKind::column, "s.t.z")->position == 1);
  CHECK(&schema.objects()[schema.find(ObjectKind::index, "s.t_idx")->parent] == found);
  CHECK(found->parent == no_object);
}

TEST_CASE("properties are sorted, empty ones absent, but for keyed ones") {
  SchemaBuilder builder;
  const auto table = builder.add(ObjectKind::table, "s", "t");
  builder.set(table, "tablespace", "fast");
  builder.set(table, "comment", "");
  builder.set_flag(table, "row_security", true);
  builder.set_flag(table, "force_row_security", false);
  builder.set_keyed(table, "grant", "app", "");
  CHECK(builder.value(table, "tablespace") == "fast");
  CHECK(builder.value(table, "comment").empty());
  const Schema schema = std::move(builder).finish({});
  const CatalogObject& object = schema.objects()[0];
  REQUIRE(object.properties.size() == 3);
  CHECK(object.properties[0] == Property{"grant:app", ""});
  CHECK(object.properties[1] == Property{"row_security", "true"});
  CHECK(object.properties[2] == Property{"tablespace", "fast"});
  CHECK(object.has("grant:app"));
  CHECK_FALSE(object.has("grant:ap"));
  CHECK(object.property("comment").empty());
}

TEST_CASE("what is dropped takes its parts and what hangs on it along") {
  SchemaBuilder builder;
  const auto gone = builder.add(ObjectKind::table, "s", "gone");
  const auto part = builder.add(ObjectKind::column, "s", "a", gone);
  const auto index = builder.add(ObjectKind::index, "s", "gone_idx", gone);
  const auto view = builder.add(ObjectKind::view, "s", "v");
  builder.depend(view, part);
  builder.drop(gone);
  CHECK_FALSE(builder.is_dropped(index));
  const Schema schema = std::move(builder).finish({});
  REQUIRE(schema.objects().size() == 1);
  CHECK(schema.objects()[0].name == "s.v");
  CHECK(schema.objects()[0].dependencies.empty());
}

TEST_CASE("dependencies are sorted and said once, without parents and parts") {
  SchemaBuilder builder;
  const auto view = builder.add(ObjectKind::view, "s", "v");
  const auto table = builder.add(ObjectKind::table, "s", "t");
  const auto column = builder.add(ObjectKind::column, "s", "a", table);
  const auto type = builder.add(ObjectKind::domain, "s", "d");
  for (const auto on : {column, type, table, type, view}) builder.depend(view, on);
  builder.depend(column, table);
  builder.depend(table, column);
  builder.depend(column, type);
  const Schema schema = std::move(builder).finish({});
  CHECK(names(schema, schema.find(ObjectKind::view, "s.v")->dependencies) ==
        Names{"s.d", "s.t", "s.t.a"});
  CHECK(schema.find(ObjectKind::table, "s.t")->dependencies.empty());
  CHECK(names(schema, schema.find(ObjectKind::column, "s.t.a")->dependencies) == Names{"s.d"});
}

TEST_CASE("bytes that are no UTF-8 are spelled out, and stay different") {
  SchemaBuilder builder;
  const auto table = builder.add(ObjectKind::table, "s", "caf\xe9");
  builder.set(table, "comment",
              "gr\xfc\xdf"
              "e, größe");
  CHECK(builder.name(table) == "s.caf\\xe9");
  CHECK(builder.value(table, "comment") == "gr\\xfc\\xdfe, größe");
}
