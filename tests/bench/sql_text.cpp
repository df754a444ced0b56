/// How fast SQL is read: tokens, statements, psql scripts and parse trees, in MB/s. Arguments:
/// files, read together; without any a script of the usual statements is made up.
/// Built as `bench_sql_text`; marks: split 50, parse 8.
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>

#include "sql/lexer.hpp"
#include "sql/parse.hpp"
#include "sql/script.hpp"
#include "sql/split.hpp"
#include "system/files.hpp"
#include "system/large_stack.hpp"

using namespace plumbline;

namespace {

std::string made_up_script() {
  std::string text;
  for (int i = 0; i < 4'000; ++i) {
    const std::string n = std::to_string(i);
    text +=
        "-- table " + n + "\nCREATE TABLE shop.orders_" + n +
        " (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n"
        "  customer_id bigint NOT NULL REFERENCES shop.customers (id) ON DELETE CASCADE,\n"
        "  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paid', 'sent')),\n"
        "  total numeric(12,2) NOT NULL DEFAULT 0,\n  created_at timestamptz DEFAULT now()\n);\n"
        "CREATE INDEX orders_" +
        n + "_customer ON shop.orders_" + n +
        " (customer_id) WHERE state <> 'sent';\n"
        "COMMENT ON TABLE shop.orders_" +
        n +
        " IS 'What customers asked for; it''s one';\n"
        "CREATE FUNCTION shop.touch_" +
        n +
        "() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
        "  NEW.created_at := now();\n  RETURN NEW;\nEND;\n$$;\n"
        "GRANT SELECT, INSERT ON shop.orders_" +
        n + " TO app;\n";
  }
  return text;
}

void measure(const char* what, std::size_t bytes, int times, const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) work();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  std::printf("%-12s %8.1f MB/s\n", what, static_cast<double>(bytes) * times / 1e6 / taken.count());
}

}  // namespace

int main(int count, char** arguments) {
  std::string text;
  for (int i = 1; i < count; ++i) text += system::read_file(arguments[i]) + "\n";
  if (text.empty()) text = made_up_script();
  std::printf("%zu bytes\n", text.size());
  const auto parse_all = [&] {
    system::run_on_large_stack([&] {
      for (const sql::Piece& piece : sql::split(text))
        sql::parse(std::string_view(text).substr(piece.offset, piece.length));
    });
  };
  measure("parse cold", text.size(), 1, parse_all);
  measure("parse", text.size(), 3, parse_all);
  measure("tokens", text.size(), 20, [&] {
    sql::Lexer lexer(text);
    while (lexer.next().kind != sql::TokenKind::end) continue;
  });
  measure("split", text.size(), 20, [&] { sql::split(text); });
  measure("psql", text.size(), 20, [&] { sql::read_psql_script(text, "a.sql"); });
  measure("plain", text.size(), 20, [&] { sql::read_plain_script(text, "a.sql"); });
  return 0;
}
