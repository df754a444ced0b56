/// How fast SQL is read and simulated: tokens, statements, psql scripts, parse trees, a catalog
/// that grows; in MB/s of CPU time, which a busy machine leaves nearly as it is. Arguments: files,
/// read together; without any a script of the usual statements is made up, and simulated in three
/// sizes: its speed is to be the same. Built as `bench_sql_text`; marks: split 50, parse 8,
/// simulate 5.
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>

#include "sql/lexer.hpp"
#include "sql/parse.hpp"
#include "sql/script.hpp"
#include "sql/simulator.hpp"
#include "sql/split.hpp"
#include "system/files.hpp"
#include "system/large_stack.hpp"

using namespace plumbline;

namespace {

/// Five statements for each table.
std::string made_up_script(int tables) {
  std::string text =
      "CREATE SCHEMA shop;\nCREATE TABLE shop.customers (id bigint PRIMARY KEY);\n"
      "CREATE ROLE app;\n";
  for (int i = 0; i < tables; ++i) {
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
  const std::clock_t start = std::clock();
  for (int i = 0; i < times; ++i) work();
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("%-16s %8.1f MB/s\n", what, static_cast<double>(bytes) * times / 1e6 / seconds);
}

/// Parsing is a part of it. A statement that fails, or is not known, is said.
void simulate(const std::string& text) {
  const StatementList list = sql::read_plain_script(text, "a.sql");
  sql::Simulator simulator(sql::SimulatorOptions{});
  std::size_t odd = 0;
  for (const StatementVerdict& verdict : simulator.run(list))
    odd += verdict.verdict == Verdict::ok ? 0 : 1;
  if (odd > 0) std::printf("(%zu of %zu statements do not succeed)\n", odd, list.statements.size());
}

}  // namespace

int main(int count, char** arguments) {
  std::string text;
  for (int i = 1; i < count; ++i) text += system::read_file(arguments[i]) + "\n";
  if (text.empty()) text = made_up_script(4'000);
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
  if (count > 1) {
    measure("simulate", text.size(), 1, [&] { simulate(text); });
    return 0;
  }
  for (const int tables : {200, 800, 3'200}) {
    const std::string script = made_up_script(tables);
    const std::string what = "simulate " + std::to_string(5 * tables);
    measure(what.c_str(), script.size(), 1, [&] { simulate(script); });
  }
  return 0;
}
