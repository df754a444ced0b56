/// The fingerprints of schema.md: what changes them, and what must not.
#include "core/schema/fingerprint.hpp"

#include <doctest/doctest.h>

#include <set>

#include "lib/core/schema/sample.hpp"

using namespace plumbline;
using namespace plumbline::core;

namespace {

const CatalogObject& only(const Schema& schema, ObjectKind kind) {
  const CatalogObject* found = nullptr;
  for (const CatalogObject& object : schema.objects()) {
    if (object.kind == kind) found = &object;
  }
  REQUIRE(found != nullptr);
  return *found;
}

std::string of(const Schema& schema, ObjectKind kind) {
  return schema.object_fingerprint(only(schema, kind)).hex();
}

}  // namespace

TEST_CASE("the same objects have the same fingerprints, in whatever order they were added") {
  SchemaBuilder one;
  one.add_schema("a");
  const auto first = one.add(ObjectKind::table, "a", "t");
  one.add(ObjectKind::column, "a", "x", first);
  one.set(first, "owner", "app");
  one.set(first, "comment", "c");
  SchemaBuilder two;
  const auto second = two.add(ObjectKind::table, "a", "t");
  two.set(second, "comment", "c");
  two.set(second, "owner", "app");
  two.add(ObjectKind::column, "a", "x", second);
  two.add_schema("a");
  const Schema left = std::move(one).finish({});
  const Schema right = std::move(two).finish({.server_version = 160'000, .database = "other"});
  CHECK(left.fingerprint() == right.fingerprint());
  CHECK(left.schema_fingerprint("a") == right.schema_fingerprint("a"));
  CHECK_FALSE(left.schema_fingerprint("b").has_value());
  CHECK(left.fingerprint().hex().size() == 64);
}

TEST_CASE("changing any one object changes its own fingerprint and what it is in, nothing else") {
  const Schema before = Sample().finish();
  for (std::size_t at = 0; at < object_kind_count; ++at) {
    const auto kind = static_cast<ObjectKind>(at);
    if (kind == ObjectKind::database || kind == ObjectKind::large_objects) continue;  // state
    CAPTURE(std::string(kind_name(kind)));
    Sample sample;
    sample.builder.set(sample.id(kind), "comment2", "new");
    sample.builder.set(sample.id(kind), "options", "new");
    const Schema after = std::move(sample).finish();
    CHECK(of(before, kind) != of(after, kind));
    if (is_part(kind)) CHECK(of(before, ObjectKind::table) != of(after, ObjectKind::table));
    CHECK((before.fingerprint() == after.fingerprint()) == is_of_cluster(kind));
    const bool is_in_schema = kind >= ObjectKind::schema;
    CHECK((before.schema_fingerprint("public") != after.schema_fingerprint("public")) ==
          is_in_schema);
    for (std::size_t other = 0; other < object_kind_count; ++other) {
      const auto other_kind = static_cast<ObjectKind>(other);
      if (other == at || (is_part(kind) && other_kind == ObjectKind::table)) continue;
      CHECK(of(before, other_kind) == of(after, other_kind));
    }
  }
}

TEST_CASE("adding, leaving out and renaming change the fingerprint") {
  const auto made = [](auto change) {
    SchemaBuilder builder;
    builder.add_schema("a");
    const auto table = builder.add(ObjectKind::table, "a", "t");
    builder.add(ObjectKind::column, "a", "x", table);
    change(builder, table);
    return std::move(builder).finish({}).fingerprint().hex();
  };
  const std::set<std::string> all = {
      made([](auto&, auto) {}),
      made([](auto& builder, auto table) { builder.add(ObjectKind::column, "a", "y", table); }),
      made([](auto& builder, auto table) { builder.add(ObjectKind::policy, "a", "x", table); }),
      made([](auto& builder, auto) { builder.add(ObjectKind::view, "a", "x"); }),
      made([](auto& builder, auto) { builder.add_schema("b"); }),
      made([](auto& builder, auto) { builder.add(ObjectKind::table, "b", "x"); }),
      made([](auto& builder, auto) { builder.add(ObjectKind::table, "c", "x"); }),
      made([](auto& builder, auto) { builder.add(ObjectKind::extension, "", "e"); }),
      made([](auto& builder, auto table) { builder.drop(table); }),
      made([](auto& builder, auto table) { builder.set(table, "ab", "c"); }),
      made([](auto& builder, auto table) { builder.set(table, "a", "bc"); }),
  };
  CHECK(all.size() == 11);
}

TEST_CASE("state, physical properties, position and dependencies leave fingerprints alone") {
  const Schema before = Sample().finish();
  struct Row {
    const char* name;
    ObjectKind kind;
    void (*change)(SchemaBuilder& builder, SchemaBuilder::Id id);
  };
  const Row rows[] = {
      {"owner of the database", ObjectKind::database,
       [](SchemaBuilder& builder, SchemaBuilder::Id id) { builder.set(id, "encoding", "UTF8"); }},
      {"collation version", ObjectKind::collation,
       [](SchemaBuilder& builder, SchemaBuilder::Id id) { builder.set(id, "version", "2.36"); }},
      {"not populated", ObjectKind::materialized_view,
       [](SchemaBuilder& builder, SchemaBuilder::Id id) {
         builder.set_flag(id, "not_populated", true);
       }},
      {"large objects", ObjectKind::large_objects,
       [](SchemaBuilder& builder, SchemaBuilder::Id id) {
         builder.set_keyed(id, "count", "app", "7");
       }},
      {"position", ObjectKind::column,
       [](SchemaBuilder& builder, SchemaBuilder::Id id) { builder.set_position(id, 2); }},
      {"dependency", ObjectKind::rule,
       [](SchemaBuilder& builder, SchemaBuilder::Id id) { builder.depend(id, 3); }},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name) {
      Sample sample;
      row.change(sample.builder, sample.id(row.kind));
      const Schema after = std::move(sample).finish();
      CHECK(before.fingerprint() == after.fingerprint());
      CHECK(of(before, row.kind) == of(after, row.kind));
    }
  }
  SUBCASE("but a setting of the database is part of the definition") {
    Sample sample;
    sample.builder.set_keyed(sample.id(ObjectKind::database), "setting", "work_mem", "1GB");
    CHECK(std::move(sample).finish().fingerprint() != before.fingerprint());
  }
}

TEST_CASE("relative schemas of different names have the same fingerprints, absolute ones not") {
  for (const char* name : {"aaa", "zzz", "a.b", "tenant-7"}) {
    CAPTURE(name);
    // As the server prints it.
    const std::string printed = std::string_view(name).find_first_of(".-") == std::string::npos
                                    ? name
                                    : '"' + std::string(name) + '"';
    const auto made = [&](std::string_view schema, const std::string& in_sql, bool relative) {
      SchemaBuilder builder;
      builder.add_schema(schema);
      const auto table = builder.add(ObjectKind::table, schema, "t");
      const auto column = builder.add(ObjectKind::column, schema, "x", table);
      builder.set(column, "default", "nextval('" + in_sql + ".t_x_seq'::regclass)");
      builder.add_as(ObjectKind::function, schema, "f(integer)");
      builder.add_as(ObjectKind::function, schema, "f(" + in_sql + ".addr)");
      const auto operators = builder.add_as(ObjectKind::operator_class, schema, "ops USING btree");
      builder.set_keyed(operators, "operator", "1(" + in_sql + ".addr, " + in_sql + ".addr)", "<");
      return std::move(builder).finish({.relative = relative});
    };
    const Schema left = made("mmm", "mmm", true);
    const Schema right = made(name, printed, true);
    CHECK(left.fingerprint() == right.fingerprint());
    CHECK(left.schema_fingerprint("mmm") == right.schema_fingerprint(name));
    CHECK(left.find(ObjectKind::column, "t.x") != nullptr);
    CHECK(right.find(ObjectKind::function, "f(addr)") != nullptr);
    CHECK(made("mmm", "mmm", false).fingerprint() != made(name, printed, false).fingerprint());
  }
}
