#include "core/schema/relative.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace plumbline::core;

TEST_CASE("a schema's own name is left out wherever it qualifies a name") {
  struct Row {
    const char* text;
    const char* schema;
    const char* shorter;  // null: unchanged
  };
  const Row rows[] = {
      {"t1.orders", "t1", "orders"},
      {"nextval('t1.orders_id_seq'::regclass)", "t1", "nextval('orders_id_seq'::regclass)"},
      {"SELECT o.id FROM t1.orders o JOIN t1.items i ON t1.f(o.id)", "t1",
       "SELECT o.id FROM orders o JOIN items i ON f(o.id)"},
      {"f(t1.addr,t1.addr)", "t1", "f(addr,addr)"},
      {"\"tenant-1\".orders", "tenant-1", "orders"},
      {"nextval('\"tenant-1\".seq'::regclass)", "tenant-1", "nextval('seq'::regclass)"},
      {"\"a\"\"b\".orders", "a\"b", "orders"},
      {"t1.t1.x", "t1", "t1.x"},
      {"other.orders", "t1", nullptr},
      {"at1.orders", "t1", nullptr},
      {"étienne_t1.orders", "t1", nullptr},
      {"o.t1.x", "t1", nullptr},
      {"t12.orders", "t1", nullptr},
      {"\"t1.orders\"", "t1", nullptr},
      {"t1", "t1", nullptr},
      {"", "t1", nullptr},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto shorter = without_schema(row.text, row.schema);
    CHECK(shorter.has_value() == (row.shorter != nullptr));
    if (row.shorter != nullptr) CHECK(shorter.value_or("") == row.shorter);
  }
}

TEST_CASE("a search_path is told without the schema itself") {
  CHECK(path_without_schema("t1, public", "t1").value_or("-") == "public");
  CHECK(path_without_schema("public, \"T-1\", pg_temp", "T-1").value_or("-") == "public, pg_temp");
  CHECK(path_without_schema("t1", "t1").value_or("-").empty());
  CHECK_FALSE(path_without_schema("t12, public", "t1").has_value());
}
