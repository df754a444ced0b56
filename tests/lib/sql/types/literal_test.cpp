#include <doctest/doctest.h>

#include <random>

#include "core/format.hpp"
#include "core/schema/quote.hpp"
#include "sample_source.hpp"
#include "server_words.hpp"
#include "sql/failure.hpp"
#include "sql/types/literal.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::tests {

namespace {

using namespace sql;

const SampleSource sample_source;

constexpr const char* type_names[] = {
    "boolean",
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "real",
    "double precision",
    "text",
    "\"char\"",
    "name",
    "bytea",
    "uuid",
    "json",
    "jsonb",
    "date",
    "time without time zone",
    "timestamp without time zone",
    "timestamp with time zone",
    "interval",
    "inet",
    "cidr",
    "bit varying",
    "oid",
    "integer[]",
    "text[]",
    "numeric[]",
    "jsonb[]",
    "boolean[]",
    "date[]",
    "int4range",
    "int8range",
    "daterange",
    "public.mood",
    "public.mood[]",
    "public.email",
    "public.posint",
    "public.int_list",
    "regtype",
    "regconfig",
    "tsvector",
    "money",
    "point",
};

constexpr const char* texts[] = {
    "",
    " ",
    "0",
    "1",
    "-1",
    "42",
    " 42 ",
    "+7",
    "-0",
    "00012",
    "32767",
    "32768",
    "-32768",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999",
    "1.5",
    "1.50",
    "-1.50",
    ".5",
    "5.",
    "0.10",
    "1e5",
    "1E-3",
    "1.5e1",
    "1.50e1",
    "1e",
    "e5",
    "1.2.3",
    "--1",
    "+-1",
    "1_000",
    "0x1F",
    "0b11",
    "NaN",
    "nan",
    "Infinity",
    "-Infinity",
    "inf",
    "+inf",
    "infinit",
    "1e400",
    "1e-400",
    "1e20",
    "1e15",
    "123456789012345678",
    "0.1",
    "0.0001",
    "0.00001",
    "123456.7",
    "1234567",
    "3.14159265358979",
    "1e6",
    "1e-5",
    "16777217",
    "0.3333333333333333",
    "t",
    "tr",
    "true",
    "TRUE",
    "f",
    "fal",
    "false",
    "yes",
    "y",
    "no",
    "n",
    "on",
    "off",
    "of",
    "o",
    "truee",
    "abc",
    "x",
    "test",
    "now",
    "null",
    "NULL",
    "\\x",
    "\\x00ff",
    "\\xDEADBEEF",
    "\\xabc",
    "\\xzz",
    "\\\\",
    "a\\001b",
    "\\400",
    "it's",
    "a b",
    "A\"B",
    "a,b",
    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
    "{a0eebc999c0b4ef8bb6d6bb9bd380a11}",
    "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11",
    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1",
    "00000000-0000-0000-0000-000000000000",
    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11x",
    "{}",
    "[]",
    "{ }",
    "[ ]",
    "{\"a\": 1}",
    "{\"a\":1,\"b\":[1,2,{\"c\":null}]}",
    "{\"bb\":1,\"a\":2,\"a\":3}",
    "[1, 2.50, 1e2, -0, -0.0]",
    "{\"a\":}",
    "{a:1}",
    "[1,]",
    "\"text\"",
    "\"a\\u0041\\n\\t\\\"\"",
    "\"\\u0000\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "truth",
    "nul",
    "01",
    "-",
    "1 2",
    "{\"a\":1} x",
    "[[[]]]",
    "{\"\": \"\"}",
    "{1,2,3}",
    "{1, 2 ,3}",
    "{{1,2},{3,4}}",
    "{{1},{2,3}}",
    "{1,{2}}",
    "{a,b}",
    "{\"a b\",c}",
    "{\"\"}",
    "{NULL}",
    "{null,1}",
    "{\"NULL\"}",
    "{1,}",
    "{,1}",
    "{1 2}",
    "{1",
    "1}",
    "{a\\,b}",
    "{\"a\\\"b\"}",
    "{}x",
    "{{}}",
    "[0:1]={1,2}",
    "{sad}",
    "{sad,happy}",
    "sad",
    "happy",
    "SAD",
    "ok",
    "glad",
    "{true,f}",
    "{1.50,2}",
    "{\"{\\\"a\\\": 1}\"}",
    "2020-01-01",
    "2020-1-1",
    "2020-02-30",
    "2020-13-01",
    "2020-00-10",
    "2019-02-29",
    "2020-02-29",
    "0000-01-01",
    "20200101",
    "01/02/2003",
    "Jan 1, 2020",
    "epoch",
    "infinity",
    "-infinity",
    "today",
    "tomorrow",
    "2020-01-01 00:00:00",
    "2020-01-01 10:20",
    "2020-01-01T10:20:30Z",
    "2020-01-01 10:20:30.123456",
    "2020-01-01 10:20:30.5",
    "2020-01-01 10:20:30+02",
    "2020-01-01 10:20:30 -03:30",
    "2020-12-31 23:59:60",
    "2020-01-01 24:00:00",
    "2020-01-01 25:00:00",
    "2020-01-01 10:60:00",
    "1999-12-31 23:00:00-05",
    "2020-01-01 UTC",
    "2020-01-01 10:20:30 UTC",
    "9999-12-31",
    "1000-01-01 00:00:00+00",
    "may",
    "utc",
    "pst",
    "monday",
    "am",
    "bc",
    "zulu",
    "z",
    "j",
    "later",
    "never",
    "d",
    "dow",
    "millennium",
    "current",
    "undefined",
    "ago",
    "P",
    "T",
    "noon",
    "midnight",
    "10:20",
    "10:20:30",
    "10:20:30.5",
    "24:00:00",
    "24:00:01",
    "25:00",
    "10:60",
    "1:2:3",
    "04:05 PM",
    "allballs",
    "10:20:30+02",
    "1 day",
    "2 days",
    "1 day 02:03:04",
    "-1 day",
    "-1 day +02:00:00",
    "1 year 2 mons",
    "14 months",
    "3 weeks",
    "90 minutes",
    "36 hours",
    "1.5 days",
    "1 day ago",
    "P1D",
    "PT1H",
    "1 mon -1 day",
    "-1 month 1 day",
    "100 seconds",
    "1500 ms",
    "5 min 30 sec",
    "1 fortnight",
    "1 day 1 day",
    "1 hour 02:00:00",
    "1 day 2 mons 3 days",
    "-00:00:01",
    "1 decade",
    "0 days",
    "192.168.1.1",
    "192.168.1.0/24",
    "192.168.1.1/24",
    "10.0.0.0/8",
    "256.1.1.1",
    "10/8",
    "::1",
    "1.2.3.4/33",
    "0101",
    "b01",
    "x1F",
    "012",
    "xg",
    "1",
    "[1,10)",
    "[1,10]",
    "(1,10)",
    "(1,2)",
    "[5,5]",
    "[5,5)",
    "[10,1]",
    "empty",
    "EMPTY",
    "(,)",
    "[,5]",
    "[1,)",
    "(1,",
    "1,2",
    "[\"1\",\"3\"]",
    "[a,b]",
    "[2020-01-01,2020-02-01)",
    "text",
    "int4",
    "varchar",
    "public.mood",
    "mood",
    "nothing",
    "timestamp with time zone",
    "integer[]",
    "english",
    "simple",
    "pg_catalog.german",
    "klingon",
    "12345678901234567890",
    "(1,2)",
    "1,2",
};

std::string answer(const TypeScope& scope, std::string_view text, TypeRef type) {
  try {
    const Literal read = literal(scope, text, type);
    if (!read.is_exact) return "value";
    std::string shown = "value: ";
    for (const char c : read.text) {
      if (c == '\\') shown += '\\';
      if (c == '\n') {
        shown += "\\n";
      } else {
        shown += c;
      }
    }
    return shown;
  } catch (const Failure& failure) {
    return failure.sqlstate + ": " + failure.message;
  } catch (const Unknown&) {
    return "unknown";
  }
}

struct Question {
  std::string expression;
  std::string ours;
};

void compare(int version, std::string_view what, const std::vector<Question>& questions,
             ServerWords& words) {
  std::vector<std::string> expressions;
  for (const Question& question : questions) expressions.push_back(question.expression);
  const std::vector<std::string> theirs = words.values_of(expressions);
  REQUIRE(theirs.size() == questions.size());
  std::size_t right = 0;
  std::size_t silent = 0;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const std::string& ours = questions[i].ours;
    // A domain's check is asked when it runs.
    if (ours == "unknown" || theirs[i].starts_with("23514")) {
      ++silent;
    } else if (ours == theirs[i] ||
               ours == "value: public." +
                           theirs[i].substr(std::min<std::size_t>(theirs[i].size(), 7)) ||
               (ours == "value" && theirs[i].starts_with("value"))) {
      ++right;
    } else if (++wrong <= 40) {
      FAIL_CHECK(core::format("{}: {}\n  ours   {}\n  server {}", version, expressions[i], ours,
                              theirs[i]));
    }
  }
  CHECK(wrong == 0);
  MESSAGE(core::format("PostgreSQL {} {}: {} right, {} unknown, {} wrong", version, what, right,
                       silent, wrong));
}

TypeScope scope_of(int version) {
  TypeScope scope;
  scope.version = version;
  scope.source = &sample_source;
  scope.path = {"pg_catalog", "public", "s2"};
  return scope;
}

std::string cast(const TypeScope& scope, const std::string& text, TypeRef type) {
  return core::quote_standard_literal(text) + "::" + format_type(scope, type);
}

/// Something near a text: a letter gone, doubled, changed or moved.
std::string changed(std::string text, std::mt19937& random) {
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  constexpr std::string_view letters = "0123456789-+.,:/ {}[]()\"'\\eExXaAtTnNzZ";
  for (std::size_t i = 1 + below(2); i > 0; --i) {
    const std::size_t at = below(text.size() + 1);
    switch (below(3)) {
      case 0:
        if (at < text.size()) text.erase(at, 1);
        break;
      case 1:
        text.insert(at, 1, letters[below(letters.size())]);
        break;
      default:
        if (at < text.size()) text[at] = letters[below(letters.size())];
    }
  }
  return text;
}

}  // namespace

TEST_CASE("literals are read and printed as by the server") {
  for_each_server([](const PostgresServer& server) {
    ServerWords words(server);
    const TypeScope scope = scope_of(server.version());
    std::vector<Question> questions;
    for (const char* const name : type_names) {
      const auto type = parse_type(scope, name);
      REQUIRE(type);
      for (const char* const text : texts) {
        questions.push_back({cast(scope, text, *type), answer(scope, text, *type)});
      }
    }
    compare(scope.version, "literals", questions, words);
  });
}

TEST_CASE("literals with a slip are refused as by the server") {
  for_each_server([](const PostgresServer& server) {
    ServerWords words(server);
    const TypeScope scope = scope_of(server.version());
    std::mt19937 random(7);
    std::vector<Question> questions;
    for (const char* const name : type_names) {
      const auto type = parse_type(scope, name);
      REQUIRE(type);
      std::vector<std::string> good;
      for (const char* const text : texts) {
        if (answer(scope, text, *type).starts_with("value")) good.emplace_back(text);
      }
      for (std::size_t i = 0; i < 60 && !good.empty(); ++i) {
        const std::string text = changed(
            good[std::uniform_int_distribution<std::size_t>(0, good.size() - 1)(random)], random);
        questions.push_back({cast(scope, text, *type), answer(scope, text, *type)});
      }
    }
    compare(scope.version, "changed literals", questions, words);
  });
}

}  // namespace plumbline::tests
