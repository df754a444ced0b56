/// Names and literals as the server quotes them, asked of the server itself.
#include "core/schema/quote.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/shared_server.hpp"

namespace {

using plumbline::core::quote_identifier;
using plumbline::core::quote_literal;
using plumbline::core::quote_qualified;
using plumbline::core::quote_standard_literal;
using plumbline::tests::PostgresServer;
using plumbline::tests::shared_server;

const std::vector<std::string> odd_names = {
    "a",         "_",      "_1",          "a$b",   "1a",      "A",      "aB",
    "a b",       "a.b",    "a\"b",        "\"",    "a'b",     "a\\b",   "ünïcode",
    "日本",      "a-b",    "a\tb",        "a\nb",  "a\\'\"b", "public", "pg_catalog",
    "\\",        "'",      "select_",     "e",     "E",       "zz9",    "{0}",
    "$1",        "a/*b",   "--",          "user_", "orders",  "json",   "x" + std::string(62, 'y'),
    "normalize", "period", "merge_action"};

std::vector<std::string> words_of(const std::string& lines) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size());
    words.push_back(lines.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace

TEST_CASE("keywords and odd names are quoted as the server quotes them") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const int version = std::stoi(server->run_sql("postgres", "SHOW server_version_num"));
  std::vector<std::string> names =
      words_of(server->run_sql("postgres", "SELECT word FROM pg_get_keywords()"));
  REQUIRE(names.size() > 400);
  names.insert(names.end(), odd_names.begin(), odd_names.end());
  std::string rows;
  for (const std::string& name : names) {
    rows += rows.empty() ? "VALUES (" : ", (";
    rows += quote_literal(name) + ", " + quote_literal(quote_identifier(name, version)) + ", " +
            quote_literal(quote_literal(name)) + ")";
  }
  const std::string query = "SELECT name, quote_ident(name), quote_literal(name) FROM (" + rows +
                            ") AS row (name, identifier, literal) WHERE "
                            "quote_ident(name) <> identifier OR quote_literal(name) <> literal";
  CHECK(server->run_sql("postgres", query).empty());
}

TEST_CASE("a keyword is one from the version on that has it") {
  struct Row {
    const char* name;
    int version;
    const char* quoted;
  };
  const Row rows[] = {
      {"normalize", 120022, "normalize"},
      {"normalize", 130000, "\"normalize\""},
      {"system_user", 150020, "system_user"},
      {"system_user", 160000, "\"system_user\""},
      {"json_table", 160014, "json_table"},
      {"json_table", 170000, "\"json_table\""},
      {"json", 160014, "json"},
      {"json", 180004, "\"json\""},
      {"json", 0, "\"json\""},
      {"user", 120000, "\"user\""},
      {"role", 180000, "role"},
      {"", 180000, "\"\""},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    CAPTURE(row.version);
    CHECK(quote_identifier(row.name, row.version) == row.quoted);
  }
}

TEST_CASE("a qualified name has its dot between the quotes") {
  CHECK(quote_qualified("public", "Orders", 150000) == "public.\"Orders\"");
  CHECK(quote_qualified("a.b", "user", 150000) == "\"a.b\".\"user\"");
  CHECK(quote_qualified("", "t", 150000) == "t");
}

TEST_CASE("a standard literal leaves backslashes alone") {
  CHECK(quote_standard_literal("it's") == "'it''s'");
  CHECK(quote_standard_literal("a\\b") == "'a\\b'");
  CHECK(quote_literal("a\\b'") == "E'a\\\\b'''");
  CHECK(quote_literal("") == "''");
}
