#include "checks/drift/live.hpp"

#include <doctest/doctest.h>

#include "core/schema/builder.hpp"

using namespace plumbline;
using namespace plumbline::checks::drift;
using core::SchemaBuilder;

namespace {

std::vector<std::string> objects_of(const std::vector<Finding>& findings) {
  std::vector<std::string> objects;
  for (const Finding& finding : findings) objects.push_back(finding.object);
  return objects;
}

core::Vocabulary words(std::string_view text) {
  core::Vocabulary vocabulary;
  vocabulary.add(text);
  return vocabulary;
}

/// public.orders (id, total, note) with a key, an index of each sort and a sequence.
SchemaBuilder orders() {
  SchemaBuilder builder;
  builder.add_schema("public");
  const auto table = builder.add(ObjectKind::table, "public", "orders");
  for (const char* column : {"id", "total", "note"})
    builder.add(ObjectKind::column, "public", column, table);
  builder.add(ObjectKind::constraint, "public", "orders_pkey", table);
  builder.add(ObjectKind::index, "public", "orders_total_idx", table);
  const auto sequence = builder.add(ObjectKind::sequence, "public", "orders_id_seq");
  builder.set(sequence, "owned_by", "public.orders.id");
  return builder;
}

}  // namespace

TEST_CASE("what no file names is told, and nothing else") {
  SchemaBuilder builder = orders();
  builder.add(ObjectKind::table, "public", "tmp_fix");
  const auto table = builder.add(ObjectKind::table, "public", "customers");
  builder.add(ObjectKind::column, "public", "hotfix", table);
  builder.add(ObjectKind::index, "public", "speed_up", table);
  const Schema schema = std::move(builder).finish({});
  const auto findings = unplanned_objects(
      schema,
      words("create table orders (id bigserial, total int, note text); create table customers"));
  CHECK(objects_of(findings) ==
        std::vector<std::string>{"public.tmp_fix", "public.speed_up", "public.customers.hotfix"});
  REQUIRE(findings.size() == 3);
  CHECK(findings[0].rule == "drift/unexpected-object");
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].message ==
        "table public.tmp_fix is named by no change of any tree, so none can have made it");
}

TEST_CASE("what PostgreSQL names, inherits or makes along is not told") {
  SchemaBuilder builder = orders();
  const auto partition = builder.add(ObjectKind::table, "public", "orders_2026");
  builder.set(partition, "partition_of", "public.orders");
  builder.add(ObjectKind::column, "public", "anything", partition);
  const auto view = builder.add(ObjectKind::view, "public", "totals");
  builder.add(ObjectKind::column, "public", "sum", view);
  const Schema schema = std::move(builder).finish({});
  CHECK(unplanned_objects(schema, words("orders id total note view totals")).empty());
}

TEST_CASE("names chosen for long and for former names are not told") {
  SchemaBuilder builder;
  builder.add_schema("public");
  const auto long_table = builder.add(ObjectKind::table, "public", "delivery_address_of_customers");
  const auto column =
      builder.add(ObjectKind::column, "public", "preferred_time_of_delivery", long_table);
  static_cast<void>(column);
  const auto key =
      builder.add(ObjectKind::constraint, "public",
                  "delivery_address_of_customers_preferred_time_of_delivery_a_fkey", long_table);
  builder.set(key, "type", "foreign key");
  builder.set(key, "columns", "preferred_time_of_delivery_as_agreed_upon");
  const auto renamed = builder.add(ObjectKind::table, "public", "invoices");
  for (const char* name : {"old-bills_pkey", "bills_total_key1", "speed_up_idx", "bills_speed_key"})
    builder.add(ObjectKind::constraint, "public", name, renamed);
  builder.add(ObjectKind::index, "public", "ix_bills_total", renamed);
  builder.add(ObjectKind::index, "public", "bills_total_fast", renamed);
  const Schema schema = std::move(builder).finish({});
  const auto findings = unplanned_objects(
      schema,
      words("create table delivery_address_of_customers (preferred_time_of_delivery date);"
            "create table bills (total int); alter table bills rename to invoices; 'old-bills'"));
  CHECK(objects_of(findings) == std::vector<std::string>{"public.bills_total_fast",
                                                         "public.invoices.bills_speed_key",
                                                         "public.invoices.speed_up_idx"});
}

TEST_CASE("names that are written longer than they can be are known") {
  SchemaBuilder builder = orders();
  const std::string cut(63, 'x');
  builder.add(ObjectKind::table, "public", cut);
  const Schema schema = std::move(builder).finish({});
  const std::string names = "orders id total note ";
  CHECK(unplanned_objects(schema, words(names + cut + "yz")).empty());
  CHECK(unplanned_objects(schema, words(names + cut.substr(1))).size() == 1);
}

TEST_CASE("parts of what is told are not told again") {
  SchemaBuilder builder = orders();
  const auto table = builder.add(ObjectKind::table, "public", "tmp_fix");
  builder.add(ObjectKind::column, "public", "strange", table);
  builder.add(ObjectKind::index, "public", "odd", table);
  builder.add(ObjectKind::trigger, "public", "unheard", table);
  const Schema schema = std::move(builder).finish({});
  CHECK(objects_of(unplanned_objects(schema, words("orders id total note"))) ==
        std::vector<std::string>{"public.tmp_fix"});
}

TEST_CASE("a schema of which nothing is named is told once") {
  SchemaBuilder builder = orders();
  builder.add_schema("analytics");
  builder.add(ObjectKind::table, "analytics", "visits");
  builder.add(ObjectKind::view, "analytics", "per_day");
  const Schema schema = std::move(builder).finish({});
  const auto findings = unplanned_objects(schema, words("orders id total note"));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "schema analytics and its 2 objects are named by no change of any tree");
  // One known name makes the schema one of ours.
  CHECK(objects_of(unplanned_objects(schema, words("orders id total note visits"))) ==
        std::vector<std::string>{"analytics.per_day"});
}

TEST_CASE("without words nothing can be told") {
  const Schema schema = orders().finish({});
  CHECK(unplanned_objects(schema, {}).empty());
}

TEST_CASE("unfinished work is told, finished is not") {
  SchemaBuilder builder = orders();
  const auto table = builder.add(ObjectKind::table, "public", "t");
  const auto index = builder.add(ObjectKind::index, "public", "t_a", table);
  builder.set_flag(index, "invalid", true);
  const auto partition = builder.add(ObjectKind::table, "public", "t_1");
  builder.set(partition, "partition_of", "public.t");
  builder.set_flag(partition, "detach_pending", true);
  const Schema schema = std::move(builder).finish({});
  const auto findings = unfinished(schema);
  CHECK(objects_of(findings) == std::vector<std::string>{"public.t_1", "public.t_a"});
  for (const Finding& finding : findings) CHECK(finding.rule == "drift/unfinished");
}

TEST_CASE("what could not be read is told with the reason") {
  SchemaSource source;
  source.unchecked.push_back(
      {.what = "view public.v: query", .why = "locked by the session with pid 7"});
  const auto findings = unreadable(SchemaBuilder().finish(std::move(source)));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "view public.v: query could not be read: locked by the session with pid 7");
}
