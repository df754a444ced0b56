#include <doctest/doctest.h>

#include "core/schema/builder.hpp"
#include "plumbline/render.hpp"
#include "report/line_diff.hpp"

using namespace plumbline;

namespace {

Difference changed(ObjectKind kind, std::string object, std::string property, std::string old,
                   std::string now) {
  return {.change = DifferenceKind::changed,
          .kind = kind,
          .object = std::move(object),
          .property = std::move(property),
          .old_value = std::move(old),
          .new_value = std::move(now),
          .rename_hint = {}};
}

Difference one_sided(DifferenceKind change, ObjectKind kind, std::string object,
                     std::string hint = {}) {
  return {.change = change,
          .kind = kind,
          .object = std::move(object),
          .property = {},
          .old_value = {},
          .new_value = {},
          .rename_hint = std::move(hint)};
}

Diff some_differences() {
  Diff diff;
  diff.old_source = {.server_version = 150020, .database = "staging"};
  diff.new_source = {.server_version = 160003, .database = "live"};
  diff.differences = {
      changed(ObjectKind::function, "public.f(integer)", "body", "BEGIN\n\tRETURN 1;\nEND",
              "BEGIN\n\tRETURN 2;\nEND"),
      one_sided(DifferenceKind::missing, ObjectKind::table, "public.a"),
      one_sided(DifferenceKind::unexpected, ObjectKind::table, "public.b", "public.a"),
      changed(ObjectKind::table, "public.orders", "owner", "app", "bob"),
      changed(ObjectKind::column, "public.orders.note", "comment", "", "free\x1btext"),
      one_sided(DifferenceKind::unexpected, ObjectKind::column, "public.orders.x"),
  };
  diff.unchecked = {{.what = "table public.locked", .why = "locked (new)"}};
  return diff;
}

}  // namespace

TEST_CASE("differences are listed by object, long values by the lines that differ") {
  CHECK(render_text(some_differences()) ==
        "old: database staging (PostgreSQL 15.20), fingerprint 000000000000\n"
        "new: database live (PostgreSQL 16.3), fingerprint 000000000000\n"
        "\n"
        "function public.f(integer)\n"
        "  ~ body:\n"
        "        BEGIN\n"
        "      -     RETURN 1;\n"
        "      +     RETURN 2;\n"
        "        END\n"
        "\n"
        "- table public.a\n"
        "+ table public.b  (renamed from public.a?)\n"
        "\n"
        "table public.orders\n"
        "  ~ owner: app → bob\n"
        "  ~ column note  comment: none → free\\u{1b}text\n"
        "  + column x\n"
        "\n"
        "not compared\n"
        "  table public.locked: locked (new)\n"
        "\n"
        "1 missing, 2 unexpected, 3 changed\n");
}

TEST_CASE("colour is only there when asked for, and nothing but colour") {
  const std::string plain = render_text(some_differences());
  std::string colored = render_text(some_differences(), {.color = true});
  CHECK(colored != plain);
  for (std::size_t at = colored.find('\x1b'); at != std::string::npos; at = colored.find('\x1b'))
    colored.erase(at, colored.find('m', at) + 1 - at);
  CHECK(colored == plain);
}

TEST_CASE("the document has old and new as null where a word would say nothing") {
  const std::string json = render_json(some_differences());
  CHECK(json.starts_with("{\n  \"schema\": \"plumbline.diff/1\",\n"));
  CHECK(json.find("\"kind\": \"column\",\n      \"object\": \"public.orders.note\",\n      "
                  "\"change\": \"changed\",\n      \"property\": \"comment\",\n      \"old\": "
                  "null,\n      \"new\": \"free\\u001btext\",\n      \"rename_hint\": null") !=
        std::string::npos);
  CHECK(json.find("\"missing\": 1,\n    \"unexpected\": 2,\n    \"changed\": 3") !=
        std::string::npos);
}

TEST_CASE("lines are told apart as few as possible") {
  struct Row {
    const char* old;
    const char* now;
    const char* expected;  // one sign a line
  };
  const Row rows[] = {
      {"a", "a", "="},
      {"a", "b", "-+"},
      {"a\nb\nc", "a\nc", "=-="},
      {"a\nc", "a\nb\nc", "=+="},
      {"a\nb\nc\nd", "b\nc\ne\nd", "-==+="},
      {"", "a\nb", "-++"},
  };
  for (const Row& row : rows) {
    std::string signs;
    for (const report::DiffLine& line : report::diff_lines(row.old, row.now)) {
      signs += line.side == report::DiffLine::Side::both  ? '='
               : line.side == report::DiffLine::Side::old ? '-'
                                                          : '+';
    }
    CAPTURE(std::string(row.old));
    CHECK(signs == row.expected);
  }
}

TEST_CASE("texts of a hundred thousand lines are compared in bounded time and memory") {
  std::string old = "head\n";
  std::string now = "head\n";
  for (int at = 0; at < 100'000; ++at) {
    old += std::to_string(at) + "\n";
    now += std::to_string(at + 1'000'000) + "\n";
  }
  CHECK(report::diff_lines(old + "tail", now + "tail").size() == 200'002);
}

TEST_CASE("relative schemas are shown in groups of equals") {
  core::SchemaBuilder builder;
  for (const char* name : {"tenant_1", "tenant_2", "tenant_3"}) {
    builder.add(ObjectKind::schema, name, name);
    const auto table = builder.add(ObjectKind::table, name, "orders");
    if (std::string(name) == "tenant_3") builder.set(table, "persistence", "unlogged");
  }
  const Schema schema = std::move(builder).finish(
      {.server_version = 150020, .database = "shop", .digest = {}, .relative = true});
  const std::string text = render_text(schema);
  CHECK(text.find("objects\n         3  schema\n         3  table\n") != std::string::npos);
  CHECK(text.find("       1 object  in each of 2:  tenant_1, tenant_2\n") != std::string::npos);
  CHECK(text.find("       1 object   tenant_3\n") != std::string::npos);
  const std::string json = render_fingerprints_json(schema);
  CHECK(json.find("\"objects\": 1,\n      \"schemas\": [\n        \"tenant_1\",\n        "
                  "\"tenant_2\"\n      ]") != std::string::npos);
}
