#include "core/schema/qualified_name.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "core/schema/expression_name.hpp"
#include "core/schema/name_replacement.hpp"

using namespace plumbline;

TEST_CASE("names are taken apart at dots outside of quotes, before arguments") {
  struct Row {
    const char* name;
    std::vector<std::string> parts;
    const char* owner;
  };
  const Row rows[] = {
      {"public", {"public"}, ""},
      {"public.orders.total", {"public", "orders", "total"}, "public.orders"},
      {"public.\"My.Table\".a", {"public", "My.Table", "a"}, "public.\"My.Table\""},
      {"\"a\"\"b\".c", {"a\"b", "c"}, "\"a\"\"b\""},
      {"public.f(numeric, a.b)", {"public", "f(numeric, a.b)"}, "public"},
      {"public.===(text, text)", {"public", "===(text, text)"}, "public"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    CHECK(core::name_parts(row.name) == row.parts);
    CHECK(core::owner_name(row.name) == row.owner);
    CHECK(core::own_identifier(row.name) == row.parts.back());
  }
}

TEST_CASE("what SQL quotes is called as objects are") {
  CHECK(core::object_name("public.\"Order\"") == "public.Order");
  CHECK(core::object_name("\"my.schema\".\"group\"") == "\"my.schema\".group");
}

TEST_CASE("lists end at commas outside of brackets and quotes") {
  using Items = std::vector<std::string_view>;
  CHECK(core::list_items("a, b DESC, lower(a, 'x,y'), \"c,d\"") ==
        Items{"a", "b DESC", "lower(a, 'x,y')", "\"c,d\""});
  CHECK(core::list_items("") == Items{});
  CHECK(core::list_items("ARRAY[1, 2], 'it''s, so'") == Items{"ARRAY[1, 2]", "'it''s, so'"});
}

TEST_CASE("names that could be columns are those that nothing else explains") {
  CHECK(core::bare_names("((a > 'b'::text) AND (lower(c) = \"D\"))") ==
        std::vector<std::string>{"a", "AND", "c", "D"});
}

TEST_CASE("a rename explains new names and aliases that keep the old ones, and nothing else") {
  core::NameReplacement names;
  names.add("public.orders", "public.bills");
  core::LocalNames local;
  local.columns.add("total", "sum");
  local.qualifiers.add("orders", "bills");
  struct Row {
    const char* old;
    const char* now;
    bool is_explained;
  };
  const Row rows[] = {
      {"SELECT orders.id FROM public.orders", "SELECT bills.id FROM public.bills", true},
      {"SELECT o.id FROM public.orders o", "SELECT o.id FROM public.bills o", true},
      {"SELECT orders.id FROM public.orders", "SELECT orders.id FROM public.bills orders", false},
      {"FROM public.orders", "FROM public.bills orders", true},
      {"orders.total", "bills.sum AS total", true},
      {"o.total, x", "o.sum AS total, x", true},
      {"o.total", "o.sum AS amount", false},
      {"FROM public.orders", "FROM public.orders", false},
      {"FROM public.orders", "FROM public.payments", false},
      {"(total > 0)", "(sum > 0)", true},
      {"(total > 0)", "(sum > 1)", false},
      {"\"total\"", "sum", true},
      {"'public.orders'::regclass", "'public.bills'::regclass", true},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.now));
    CHECK(names.explains(row.old, row.now, &local) == row.is_explained);
  }
}

TEST_CASE("expressions are named as FigureColname does") {
  struct Row {
    const char* text;
    const char* name;
  };
  const Row rows[] = {
      {"lower(a)", "lower"},
      {"(a)::text", "a"},
      {"(((j ->> 'x'::text))::integer)", "int4"},
      {"((j ->> 'x'::text))::timestamp with time zone", "timestamptz"},
      {"(arr[1])", "arr"},
      {"(\nCASE\n    WHEN (b > 0) THEN a\n    ELSE NULL::text\nEND)", "case"},
      {"(\nCASE\n    WHEN (b > 0) THEN a\n    ELSE c\nEND)", "c"},
      {"COALESCE(a, c)", "coalesce"},
      {"(a || c)", "expr"},
      {"(at AT TIME ZONE 'UTC'::text)", "timezone"},
      {"public.f(b)", "f"},
      {"", "expr"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.text));
    CHECK(core::expression_name(row.text) == row.name);
  }
}

TEST_CASE("any bytes are taken apart without harm, in linear time") {
  std::mt19937 random(7);
  const std::string alphabet =
      "ab.\"'()[], :\n\xC3\xA4"
      "E$1CASE ELSE END";
  core::NameReplacement names;
  names.add("a.b", "b.a");
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (std::size_t size = random() % 40; size > 0; --size)
      text += alphabet[random() % alphabet.size()];
    CHECK(core::name_parts(text).size() >= 1);
    static_cast<void>(core::object_name(text));
    static_cast<void>(core::owner_name(text));
    static_cast<void>(core::list_items(text));
    static_cast<void>(core::bare_names(text));
    static_cast<void>(core::without_qualifiers(text));
    static_cast<void>(core::expression_name(text));
    CHECK(names.explains(text, text, nullptr) ==
          (names.renamed(text, true) == names.renamed(text, false)));
  }
  const std::string deep(20'000, '(');
  CHECK(core::expression_name(deep) == "expr");
  CHECK(core::expression_name(deep + "a" + std::string(20'000, ')')) == "expr");
  CHECK(core::expression_name("((((a))))") == "a");
}
