#include "plumbline/diff.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "described_schema.hpp"
#include "plumbline/error.hpp"

using namespace plumbline;
using plumbline::testing::described_schema;

namespace {

std::string shown(const Difference& one) {
  const std::string object = std::string(kind_name(one.kind)) + " " + one.object;
  const std::string hint = one.rename_hint.empty() ? "" : " (" + one.rename_hint + "?)";
  if (one.change == DifferenceKind::missing) return "missing " + object + hint;
  if (one.change == DifferenceKind::unexpected) return "unexpected " + object + hint;
  return "changed " + object + " " + one.property + ": " + one.old_value + " -> " + one.new_value;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string shown(const Diff& diff) {
  std::vector<std::string> lines;
  for (const Difference& one : diff.differences) lines.push_back(shown(one));
  return joined(lines);
}

constexpr const char* base = R"(
schema aux
schema public
table public.customer | owner: app
column public.customer.id | type: bigint | not_null: true | identity: by default
column public.customer.email | type: text | not_null: true
column public.customer.note | type: text
column public.customer.score | type: integer | default: 0
constraint public.customer.customer_pkey | type: primary key | columns: id
constraint public.customer.customer_email_key | type: unique | columns: email
constraint public.customer.customer_score_check | type: check | columns: score | expression: (score >= 0)
sequence public.customer_id_seq | identity: public.customer.id | owner: app
table public.invoice | owner: app
column public.invoice.id | type: bigint | not_null: true | default: nextval('public.invoice_id_seq'::regclass)
column public.invoice.customer_id | type: bigint
constraint public.invoice.invoice_customer_fk | type: foreign key | columns: customer_id | references: public.customer (id)
sequence public.invoice_id_seq | owned_by: public.invoice.id | owner: app
index public.invoice_customer_idx | table: public.invoice | columns: customer_id
table public.parent_t
column public.parent_t.a | type: integer
table public.child_t | inherits: public.parent_t
column public.child_t.a | type: integer | inherited: true
column public.child_t.b | type: integer
view public.v | query: SELECT id, email FROM public.customer
column public.v.id | type: bigint
column public.v.email | type: text
function public.f(integer) | result: integer | body: SELECT 1
)";

/// `base` with lines replaced: an empty `with` drops the line, an empty `line` adds one.
struct Edit {
  const char* line;
  const char* with;
};

std::string edited(const std::vector<Edit>& edits) {
  std::string text = base;
  for (const Edit& edit : edits) {
    const std::string line = edit.line;
    if (line.empty()) {
      text += std::string(edit.with) + "\n";
      continue;
    }
    std::size_t at = text.find("\n" + line);
    REQUIRE(at != std::string::npos);
    ++at;
    std::size_t end = text.find('\n', at);
    if (std::string(edit.with).empty()) ++end;
    text.replace(at, end - at, edit.with);
  }
  return text;
}

struct Case {
  const char* name;
  std::vector<Edit> edits;
  std::vector<std::string> expected;
};

const std::vector<Case> cases = {
    {"nothing", {}, {}},
    {"a column's type",
     {{"column public.invoice.customer_id", "column public.invoice.customer_id | type: integer"}},
     {"changed column public.invoice.customer_id type: bigint -> integer"}},
    {"a flag that goes",
     {{"column public.customer.email", "column public.customer.email | type: text"}},
     {"changed column public.customer.email not_null: true -> false"}},
    {"a missing column takes its constraint along",
     {{"column public.customer.email", ""}, {"constraint public.customer.customer_email_key", ""}},
     {"missing column public.customer.email"}},
    {"a missing constraint alone",
     {{"constraint public.customer.customer_email_key", ""}},
     {"missing constraint public.customer.customer_email_key"}},
    {"a missing table takes its index and its sequence along",
     {{"table public.invoice", ""},
      {"column public.invoice.id", ""},
      {"column public.invoice.customer_id", ""},
      {"constraint public.invoice.invoice_customer_fk", ""},
      {"sequence public.invoice_id_seq", ""},
      {"index public.invoice_customer_idx", ""}},
     {"missing table public.invoice"}},
    {"a sequence without its owner is not missing",
     {{"sequence public.invoice_id_seq", "sequence public.invoice_id_seq | owner: app"}},
     {"changed sequence public.invoice_id_seq owned_by: public.invoice.id -> none"}},
    {"a sequence that is missing by itself",
     {{"sequence public.invoice_id_seq", ""}},
     {"missing sequence public.invoice_id_seq"}},
    {"an identity column's sequence goes with the identity",
     {{"column public.customer.id", "column public.customer.id | type: bigint | not_null: true"},
      {"sequence public.customer_id_seq", ""}},
     {"changed column public.customer.id identity: by default -> none"}},
    {"a table's owner is its sequences' owner",
     {{"table public.customer", "table public.customer | owner: other"},
      {"sequence public.customer_id_seq",
       "sequence public.customer_id_seq | identity: public.customer.id | owner: other"}},
     {"changed table public.customer owner: app -> other"}},
    {"what a child inherits changes with it",
     {{"column public.parent_t.a", "column public.parent_t.a | type: bigint"},
      {"column public.child_t.a", "column public.child_t.a | type: bigint | inherited: true"}},
     {"changed column public.parent_t.a type: integer -> bigint"}},
    {"a child's own change is named",
     {{"column public.child_t.a",
       "column public.child_t.a | type: integer | inherited: true | default: 7"}},
     {"changed column public.child_t.a default:  -> 7"}},
    {"a column that a child inherits",
     {{"", "column public.parent_t.c | type: text"},
      {"", "column public.child_t.c | type: text | inherited: true"}},
     {"unexpected column public.parent_t.c"}},
    {"inheritance that ends",
     {{"table public.child_t", "table public.child_t"},
      {"column public.child_t.a", "column public.child_t.a | type: integer"}},
     {"changed table public.child_t inherits: public.parent_t -> "}},
    {"a table in another schema; what inherits from it follows",
     {{"table public.parent_t", "table aux.parent_t"},
      {"column public.parent_t.a", "column aux.parent_t.a | type: integer"},
      {"table public.child_t", "table public.child_t | inherits: aux.parent_t"}},
     {"unexpected table aux.parent_t (public.parent_t?)",
      "missing table public.parent_t (aux.parent_t?)"}},
    {"a renamed column; what speaks of it follows",
     {{"column public.customer.score",
       "column public.customer.points | type: integer | default: 0"},
      {"constraint public.customer.customer_score_check",
       "constraint public.customer.customer_score_check | type: check | columns: points | "
       "expression: (points >= 0)"}},
     {"unexpected column public.customer.points (public.customer.score?)",
      "missing column public.customer.score (public.customer.points?)"}},
    {"a renamed column beside a check that changed",
     {{"column public.customer.score",
       "column public.customer.points | type: integer | default: 0"},
      {"constraint public.customer.customer_score_check",
       "constraint public.customer.customer_score_check | type: check | columns: points | "
       "expression: (points >= 1)"}},
     {"unexpected column public.customer.points (public.customer.score?)",
      "missing column public.customer.score (public.customer.points?)",
      "changed constraint public.customer.customer_score_check expression: (score >= 0) -> (points "
      ">= 1)"}},
    {"a view goes on to call a renamed table and its column as before",
     {{"table public.invoice", "table public.bill | owner: app"},
      {"column public.invoice.id",
       "column public.bill.id | type: bigint | not_null: true | default: "
       "nextval('public.invoice_id_seq'::regclass)"},
      {"column public.invoice.customer_id", "column public.bill.customer_id | type: bigint"},
      {"constraint public.invoice.invoice_customer_fk",
       "constraint public.bill.invoice_customer_fk | type: foreign key | columns: customer_id | "
       "references: public.customer (id)"},
      {"sequence public.invoice_id_seq",
       "sequence public.invoice_id_seq | owned_by: public.bill.id | owner: app"},
      {"index public.invoice_customer_idx",
       "index public.invoice_customer_idx | table: public.bill | columns: customer_id"},
      {"column public.customer.email", "column public.customer.mail | type: text | not_null: true"},
      {"constraint public.customer.customer_email_key",
       "constraint public.customer.customer_email_key | type: unique | columns: mail"},
      {"view public.v", "view public.v | query: SELECT id, mail AS email FROM public.customer"}},
     {"unexpected table public.bill (public.invoice?)",
      "missing table public.invoice (public.bill?)",
      "missing column public.customer.email (public.customer.mail?)",
      "unexpected column public.customer.mail (public.customer.email?)"}},
    {"two columns that could be the renamed one",
     {{"column public.customer.note", ""},
      {"", "column public.customer.remark | type: text"},
      {"", "column public.customer.memo | type: text"}},
     {"unexpected column public.customer.memo", "missing column public.customer.note",
      "unexpected column public.customer.remark"}},
    {"a constraint's own name instead of the system's",
     {{"constraint public.customer.customer_score_check",
       "constraint public.customer.nonneg | type: check | columns: score | expression: (score >= "
       "0)"}},
     {"changed constraint public.customer.customer_score_check name: customer_score_check -> "
      "nonneg"}},
    {"another number in a name that the system made",
     {{"constraint public.customer.customer_score_check",
       "constraint public.customer.customer_score_check1 | type: check | columns: score | "
       "expression: (score >= 0)"}},
     {}},
    {"a serial column's sequence under another of the system's names",
     {{"column public.invoice.id",
       "column public.invoice.id | type: bigint | not_null: true | default: "
       "nextval('public.invoice_id_seq1'::regclass)"},
      {"sequence public.invoice_id_seq",
       "sequence public.invoice_id_seq1 | owned_by: public.invoice.id | owner: app"}},
     {}},
    {"the system's name on a changed constraint",
     {{"constraint public.customer.customer_score_check",
       "constraint public.customer.customer_score_check | type: check | columns: score | "
       "expression: (score >= 1)"}},
     {"changed constraint public.customer.customer_score_check expression: (score >= 0) -> (score "
      ">= 1)"}},
    {"a renamed index",
     {{"index public.invoice_customer_idx",
       "index public.by_customer | table: public.invoice | columns: customer_id"}},
     {"changed index public.invoice_customer_idx name: invoice_customer_idx -> by_customer"}},
    {"a view's columns follow from its query",
     {{"view public.v", "view public.v | query: SELECT id FROM public.customer"},
      {"column public.v.email", ""}},
     {"changed view public.v query: SELECT id, email FROM public.customer -> SELECT id FROM "
      "public.customer"}},
    {"rights by grantee",
     {{"table public.parent_t", "table public.parent_t | grant:app: SELECT | grant:PUBLIC: none"}},
     {"changed table public.parent_t grant:PUBLIC: default -> none",
      "changed table public.parent_t grant:app: none -> SELECT"}},
    {"a primary key makes its columns NOT NULL",
     {{"column public.parent_t.a", "column public.parent_t.a | type: integer | not_null: true"},
      {"", "constraint public.parent_t.parent_t_pkey | type: primary key | columns: a"}},
     {"unexpected constraint public.parent_t.parent_t_pkey"}},
    {"a schema with all that is in it",
     {{"", "schema s"},
      {"", "table s.t"},
      {"", "view s.v | query: SELECT 1"},
      {"", "default-privileges app in schema s on tables | grant:app: SELECT"}},
     {"unexpected schema s"}},
    {"default privileges are what they grant",
     {{"", "default-privileges app in schema public on tables | grant:bob: SELECT"}},
     {"changed default-privileges app in schema public on tables grant:bob: none -> SELECT"}},
    {"large objects are counted",
     {{"", "large-objects large-objects | count:app: 3"}},
     {"changed large-objects large-objects count:app: 0 -> 3"}},
    {"a role takes its memberships along",
     {{"", "role a"}, {"", "role b | superuser: true"}},
     {"unexpected role a", "unexpected role b"}},
    {"an operator class brings its family",
     {{"", "operator-class public.my_ops USING btree | type: integer"},
      {"", "operator-family public.my_ops USING btree"}},
     {"unexpected operator-class public.my_ops USING btree"}},
    {"a publication loses the table that is missing",
     {{"table public.child_t", ""},
      {"column public.child_t.a", ""},
      {"column public.child_t.b", ""}},
     {"missing table public.child_t"}},
};

}  // namespace

TEST_CASE("each difference is named once, with its property, and nothing that follows from it") {
  const Schema old = described_schema(base);
  for (const Case& row : cases) {
    CAPTURE(std::string(row.name));
    const Schema now = described_schema(edited(row.edits));
    CHECK(shown(diff_schemas(old, now)) == joined(row.expected));
    CHECK(diff_schemas(now, now).differences.empty());
  }
}

TEST_CASE("the other way round, missing is unexpected and old is new") {
  const Schema old = described_schema(base);
  for (const Case& row : cases) {
    CAPTURE(std::string(row.name));
    const Schema now = described_schema(edited(row.edits));
    const Diff there = diff_schemas(old, now);
    Diff back = diff_schemas(now, old);
    REQUIRE(there.differences.size() == back.differences.size());
    for (const Difference& one : there.differences) {
      Difference turned = one;
      std::swap(turned.old_value, turned.new_value);
      if (one.change == DifferenceKind::missing) turned.change = DifferenceKind::unexpected;
      if (one.change == DifferenceKind::unexpected) turned.change = DifferenceKind::missing;
      const bool is_renamed = one.property == "name";
      CHECK(std::ranges::any_of(back.differences, [&](const Difference& other) {
        return is_renamed ? other.old_value == one.new_value && other.property == "name"
                          : other == turned;
      }));
    }
  }
}

TEST_CASE("names that the system chose count when they are asked for") {
  const Schema old = described_schema(base);
  const Schema now = described_schema(
      edited({{"constraint public.customer.customer_score_check",
               "constraint public.customer.customer_score_check1 | type: check | columns: score | "
               "expression: (score >= 0)"}}));
  CHECK(shown(diff_schemas(old, now, {.system_names = true})) ==
        joined({"changed constraint public.customer.customer_score_check name: "
                "customer_score_check -> customer_score_check1"}));
}

TEST_CASE("checks that PostgreSQL numbered in another order are the same") {
  const char* const table =
      "table s.t\ncolumn s.t.a | type: integer\ncolumn s.t.b | type: integer\n";
  const std::string one =
      "constraint s.t.t_check | type: check | columns: a, b | expression: (a > b)\n";
  const std::string two =
      "constraint s.t.t_check1 | type: check | columns: a, b | expression: (b > 0)\n";
  const std::string three =
      "constraint s.t.t_check1 | type: check | columns: a, b | expression: (a > b)\n";
  const std::string four =
      "constraint s.t.t_check | type: check | columns: a, b | expression: (b > 0)\n";
  const std::string five =
      "constraint s.t.t_check | type: check | columns: a, b | expression: (b > 1)\n";
  const Schema old = described_schema(table + one + two);
  CHECK(shown(diff_schemas(old, described_schema(table + three + four))).empty());
  CHECK(shown(diff_schemas(old, described_schema(table + three + five))) ==
        joined({"unexpected constraint s.t.t_check", "missing constraint s.t.t_check1"}));
}

TEST_CASE("the order of columns differs when it is asked for, by the fewest columns") {
  const Schema old = described_schema(
      "table s.t\ncolumn s.t.a | type: text\ncolumn s.t.b | type: text\ncolumn s.t.c | type: "
      "text\n");
  const Schema now = described_schema(
      "table s.t\ncolumn s.t.b | type: text\ncolumn s.t.c | type: text\ncolumn s.t.a | type: text\n"
      "column s.t.d | type: integer\n");
  CHECK(shown(diff_schemas(old, now)) == joined({"unexpected column s.t.d"}));
  CHECK(shown(diff_schemas(old, now, {.column_order = true})) ==
        joined({"changed column s.t.a position: 1 -> 3", "unexpected column s.t.d"}));
}

TEST_CASE("what a dump does not carry is outside of fingerprints and compared all the same") {
  const Schema old = described_schema(
      "database database | encoding: UTF8\nextension pg_trgm | version: 1.6 | owner: a\n"
      "schema s\nmatview s.m | query: SELECT 1\ncollation s.c | collate: x | version: 1\n");
  const Schema now = described_schema(
      "database database | encoding: LATIN1\nextension pg_trgm | version: 1.6 | owner: b\n"
      "schema s\nmatview s.m | query: SELECT 1 | not_populated: true\n"
      "collation s.c | collate: x | version: 2\n");
  CHECK(old.fingerprint() == now.fingerprint());
  CHECK(shown(diff_schemas(old, now)) ==
        joined({"changed database database encoding: UTF8 -> LATIN1",
                "changed extension pg_trgm owner: a -> b",
                "changed matview s.m not_populated: false -> true"}));
  CHECK(diff_schemas(old, now, {.physical = true}).differences.size() == 4);
}

TEST_CASE("filters know kinds, names, globs, and parts by what they are parts of") {
  const Schema old = described_schema(base);
  const Schema now = described_schema(
      edited({{"table public.parent_t", "table public.parent_t | owner: x | comment: c"},
              {"column public.parent_t.a", "column public.parent_t.a | type: integer | comment: d"},
              {"function public.f(integer)", ""}}));
  struct Row {
    std::vector<std::string> only;
    std::vector<std::string> skip;
    std::size_t count;
  };
  const std::vector<Row> rows = {
      {{}, {}, 4},
      {{"table"}, {}, 3},
      {{"column"}, {}, 1},
      {{"function"}, {}, 1},
      {{"public.parent_t"}, {}, 3},
      {{"public.parent*"}, {}, 3},
      {{"column:public.*"}, {}, 1},
      {{"aux.*"}, {}, 0},
      {{}, {"function"}, 3},
      {{"public.*"}, {"table:public.parent_t"}, 1},
      {{}, {"public.f(*"}, 3},
  };
  for (const Row& row : rows) {
    CAPTURE(row.only);
    CAPTURE(row.skip);
    CHECK(diff_schemas(old, now, {.only = row.only, .skip = row.skip}).differences.size() ==
          row.count);
  }
  CHECK(diff_schemas(old, now, {.without_owner = true}).differences.size() == 3);
  CHECK(diff_schemas(old, now, {.without_comments = true}).differences.size() == 2);
}

TEST_CASE("a filter that can only be a mistake is refused") {
  const Schema schema = described_schema(base);
  const auto refusal = [&](std::string pattern) -> std::string {
    try {
      diff_schemas(schema, schema, {.only = {std::move(pattern)}});
    } catch (const Error& error) {
      CHECK(error.status() == Status::argument);
      return error.what();
    }
    return {};
  };
  CHECK(refusal("tabel") ==
        "\"tabel\" is neither a kind nor the name of an object; did you mean \"table\"?");
  CHECK(refusal("tables:x") ==
        "\"tables:x\": \"tables\" is no kind of object; did you mean \"table\"?");
  CHECK(refusal("") == "an object pattern is empty");
  CHECK(refusal("aux").empty());
  CHECK(refusal("gone.*").empty());
}

TEST_CASE("relative schemas of one schema each are paired whatever they are called") {
  const auto tenant = [](const std::string& name, const std::string& type) {
    return described_schema(
        "schema " + name + "\ntable " + name + ".t\ncolumn " + name + ".t.a | type: " + type + "\n",
        {.server_version = 150020, .relative = true});
  };
  CHECK(shown(diff_schemas(tenant("a", "text"), tenant("b", "text"))).empty());
  CHECK(shown(diff_schemas(tenant("a", "text"), tenant("b", "integer"))) ==
        joined({"changed column t.a type: text -> integer"}));
  const Schema absolute = described_schema("schema a\n");
  CHECK_THROWS_AS(diff_schemas(tenant("a", "text"), absolute), Error);
}

TEST_CASE("expressions of two major versions are not compared as texts") {
  const std::string table = "schema s\ntable s.t\n";
  const Schema old =
      described_schema(table + "column s.t.a | type: text | default: lower('A'::text)\n",
                       {.server_version = 150020});
  const Schema now = described_schema(
      table + "column s.t.a | type: integer | default: lower('A')\n", {.server_version = 180001});
  const Diff diff = diff_schemas(old, now);
  CHECK(shown(diff) == joined({"changed column s.t.a type: text -> integer"}));
  REQUIRE(diff.unchecked.size() == 1);
  CHECK(diff.unchecked.front().what == "column s.t.a: default");
  CHECK(diff.unchecked.front().why ==
        "expressions of PostgreSQL 15 and 18 are not the same text: lower('A'::text), lower('A')");
}

TEST_CASE("what two major versions only print otherwise is the same") {
  const auto procedure = [](const char* arguments, int version) {
    return described_schema(
        "schema s\nprocedure s.p(integer, text) | arguments: " + std::string(arguments) + "\n",
        {.server_version = version});
  };
  const Schema old = procedure("a integer, b text", 130000);
  CHECK(diff_schemas(old, procedure("IN a integer, IN b text", 150000)).differences.empty());
  CHECK(diff_schemas(old, procedure("IN a integer, IN c text", 150000)).differences.size() == 1);
  CHECK(diff_schemas(old, procedure("IN a integer, IN b text", 130001)).differences.size() == 1);
}

TEST_CASE("what could not be read is neither missing nor changed") {
  const Schema old = described_schema(base);
  SchemaSource source{.server_version = 150020};
  source.unchecked = {{.what = "table public.invoice", .why = "locked"},
                      {.what = "view public.v: query", .why = "permission denied"},
                      {.what = "subscriptions", .why = "superusers only"}};
  const Schema now = described_schema(edited({{"table public.invoice", ""},
                                              {"column public.invoice.id", ""},
                                              {"column public.invoice.customer_id", ""},
                                              {"constraint public.invoice.invoice_customer_fk", ""},
                                              {"sequence public.invoice_id_seq", ""},
                                              {"index public.invoice_customer_idx", ""},
                                              {"view public.v", "view public.v | owner: x"}}),
                                      source);
  const Diff diff = diff_schemas(old, now);
  CHECK(shown(diff) == joined({"changed view public.v owner:  -> x"}));
  REQUIRE(diff.unchecked.size() == 3);
  CHECK(diff.unchecked.front() == Unchecked{.what = "table public.invoice", .why = "locked (new)"});
}

TEST_CASE("what could not be read of a relative schema goes by its name within it") {
  SchemaSource source{.server_version = 150020};
  source.relative = true;
  const Schema old = described_schema(
      "schema a\nview a.v | query: SELECT 1\nsubscription s | enabled: true\n", source);
  source.unchecked = {{.what = "view a.v: query", .why = "locked"},
                      {.what = "subscriptions", .why = "permission denied"}};
  const Schema now = described_schema("schema a\nview a.v\n", source);
  CHECK(shown(diff_schemas(old, now)).empty());
}

TEST_CASE("named not-null constraints are only compared where both servers know them") {
  const std::string table = "schema s\ntable s.t\ncolumn s.t.a | type: text | not_null: true\n";
  const std::string constraint = "constraint s.t.t_a_not_null | type: not null | columns: a\n";
  const Schema old = described_schema(table, {.server_version = 150020});
  const Schema now = described_schema(table + constraint, {.server_version = 180001});
  CHECK(diff_schemas(old, now).differences.empty());
  const Schema nullable = described_schema("schema s\ntable s.t\ncolumn s.t.a | type: text\n",
                                           {.server_version = 180001});
  CHECK(shown(diff_schemas(nullable, now)) ==
        joined({"changed column s.t.a not_null: false -> true"}));
}
