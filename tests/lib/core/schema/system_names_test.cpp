/// Names that PostgreSQL 15 gave to constraints and indexes that were made without one; the
/// truncated ones were read off a server.
#include "core/schema/system_names.hpp"

#include <doctest/doctest.h>

#include <string>

#include "described_schema.hpp"

using namespace plumbline;
using plumbline::testing::described_schema;

namespace {

constexpr const char* table =
    "schema public\n"
    "table public.orders\n"
    "column public.orders.id | type: bigint\n"
    "column public.orders.amount | type: numeric\n"
    "column public.orders.Who | type: text\n";

struct Case {
  const char* line;
  bool is_system;
};

constexpr Case cases[] = {
    {"constraint public.orders.orders_pkey | type: primary key | columns: id", true},
    {"constraint public.orders.orders_pkey1 | type: primary key | columns: id", true},
    {"constraint public.orders.orders_pkey01 | type: primary key | columns: id", false},
    {"constraint public.orders.pk_orders | type: primary key | columns: id", false},
    {"constraint public.orders.old_orders_pkey | type: primary key | columns: id", false},
    {"constraint public.orders.orders_id_amount_key | type: unique | columns: id, amount", true},
    {"constraint public.orders.orders_amount_id_key | type: unique | columns: id, amount", false},
    {"constraint public.orders.orders_Who_key | type: unique | columns: \"Who\"", true},
    {"constraint public.orders.orders_check | type: check | expression: (amount > id)", true},
    {"constraint public.orders.orders_amount_check | type: check | expression: (amount > 0)", true},
    {"constraint public.orders.orders_id_check | type: check | expression: (amount > 0)", false},
    {"constraint public.orders.amount_positive | type: check | expression: (amount > 0)", false},
    {"constraint public.orders.orders_id_fkey | type: foreign key | columns: id", true},
    {"constraint public.orders.orders_id_not_null | type: not null | columns: id", true},
    {"constraint public.orders.orders_amount_excl | type: exclude | elements: amount WITH =", true},
    {"index public.orders_amount_idx | table: public.orders | columns: amount", true},
    {"index public.orders_amount_idx2 | table: public.orders | columns: amount DESC NULLS LAST",
     true},
    {"index public.orders_amount_idx | table: public.orders | columns: id", false},
    {"index public.orders_lower_idx | table: public.orders | columns: lower(\"Who\")", true},
    {"index public.orders_lower_id_idx | table: public.orders | columns: lower((\"Who\")::text) "
     "text_pattern_ops, id",
     true},
    {"index public.orders_expr_expr1_idx | table: public.orders | columns: (id + 1), (id + 2)",
     true},
    {"index public.orders_Who_idx | table: public.orders | columns: ((\"Who\")::text)", true},
    {"index public.orders_id_amount_idx | table: public.orders | columns: id | include: amount",
     true},
    {"index public.by_amount | table: public.orders | columns: amount", false},
    {"sequence public.orders_id_seq | owned_by: public.orders.id", true},
    {"sequence public.orders_id_seq1 | identity: public.orders.id", true},
    {"sequence public.orders_seq | owned_by: public.orders.id", false},
    {"sequence public.orders_id_seq", false},
    {"view public.orders_view", false},
};

}  // namespace

TEST_CASE("a name that PostgreSQL would choose is known as such") {
  for (const Case& row : cases) {
    CAPTURE(row.line);
    const Schema schema = described_schema(std::string(table) + row.line);
    const std::string_view line = row.line;
    const auto kind = find_kind(line.substr(0, line.find(' ')));
    const CatalogObject* found = nullptr;
    for (const CatalogObject& object : schema.objects()) {
      if (object.kind == kind) found = &object;
    }
    REQUIRE(found != nullptr);
    CHECK(core::is_system_name(schema, *found) == row.is_system);
  }
}

TEST_CASE("names are shortened as makeObjectName does, on a character") {
  const std::string forty(40, 'a');
  CHECK(core::make_object_name("t", "", "pkey") == "t_pkey");
  CHECK(core::make_object_name("t", "c", "idx") == "t_c_idx");
  CHECK(core::make_object_name(forty, forty, "idx") ==
        std::string(29, 'a') + "_" + std::string(29, 'a') + "_idx");
  CHECK(core::make_object_name(forty, "short", "key") == forty + "_short_key");
  CHECK(core::make_object_name(std::string(63, 'a'), "", "pkey") == std::string(58, 'a') + "_pkey");
  std::string umlauts;
  for (int i = 0; i < 31; ++i) umlauts += "\xC3\xA4";
  CHECK(core::make_object_name("x" + umlauts, "", "pkey") == "x" + umlauts.substr(0, 56) + "_pkey");
}
