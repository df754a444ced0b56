#include "plumbline/schema.hpp"

#include <doctest/doctest.h>

#include "lib/core/schema/sample.hpp"

using namespace plumbline;
using namespace plumbline::core;

TEST_CASE("kinds have names, and names kinds") {
  for (std::size_t at = 0; at < object_kind_count; ++at) {
    const auto kind = static_cast<ObjectKind>(at);
    REQUIRE_FALSE(kind_name(kind).empty());
    CHECK(find_kind(kind_name(kind)) == kind);
  }
  CHECK_FALSE(find_kind("Table").has_value());
  CHECK_FALSE(find_kind("").has_value());
}

TEST_CASE("an empty schema has a fingerprint and nothing to find") {
  const Schema schema;
  CHECK(schema.objects().empty());
  CHECK(schema.groups().empty());
  CHECK(schema.find(ObjectKind::table, "public.t") == nullptr);
  CHECK(schema.find(ObjectKind::column, "public.t.x") == nullptr);
  CHECK(schema.fingerprint() != Fingerprint{});
}

TEST_CASE("each kind of object is found by its name, and by no other") {
  for (const char* in_schema : {"public", "my.schema"}) {
    for (const bool relative : {false, true}) {
      CAPTURE(in_schema);
      CAPTURE(relative);
      const Schema schema = Sample(in_schema).finish(relative);
      CHECK(schema.objects().size() == object_kind_count);
      for (const CatalogObject& object : schema.objects()) {
        CAPTURE(std::string(object.name));
        CHECK(schema.find(object.kind, object.name) == &object);
        CHECK(schema.find(object.kind, std::string(object.name) + 'x') == nullptr);
        CHECK(schema.find(object.kind, object.name.substr(1)) == nullptr);
      }
      CHECK(schema.find(ObjectKind::table, "") == nullptr);
      CHECK(schema.find(ObjectKind::column, "") == nullptr);
      CHECK(schema.find(ObjectKind::column, ".") == nullptr);
    }
  }
}

TEST_CASE("a name is looked for in the schema that it tells") {
  SchemaBuilder builder;
  for (const char* schema : {"a", "b", "a.b", "\"", ""}) {
    builder.add(ObjectKind::table, schema, "t");
    builder.add(ObjectKind::table, schema, "b.t");
  }
  builder.add(ObjectKind::column, "", "c", 2);
  const Schema schema = std::move(builder).finish({});
  for (const char* name :
       {"a.t", "b.t", "\"a.b\".t", "\"\"\"\".t", "t", "\"b.t\"", "a.\"b.t\"", "\"a.b\".\"b.t\""}) {
    CAPTURE(name);
    const CatalogObject* found = schema.find(ObjectKind::table, name);
    REQUIRE(found != nullptr);
    CHECK(found->name == name);
  }
  CHECK(schema.find(ObjectKind::table, "a.b.t") == nullptr);
  CHECK(schema.find(ObjectKind::column, "b.t.c") != nullptr);
}

TEST_CASE("texts end with NUL, for C") {
  const Schema schema = Sample().finish(true);
  const auto ends = [](std::string_view text) { return text.empty() || *text.end() == '\0'; };
  for (const CatalogObject& object : schema.objects()) {
    CHECK(ends(object.name));
    CHECK(ends(object.schema));
    for (const Property& property : object.properties) {
      CHECK(ends(property.name));
      CHECK(ends(property.value));
    }
  }
}
