/// A file of SQL, as psql and as a server would read it: statements, their trees, blocks, the rules
/// over them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "checks/script/script.hpp"
#include "sql/do_block.hpp"
#include "sql/lexer.hpp"
#include "sql/parse.hpp"
#include "sql/script.hpp"
#include "sql/split.hpp"
#include "system/large_stack.hpp"

namespace {

using namespace plumbline;

void require(bool holds) {
  if (!holds) std::abort();
}

/// Tokens follow each other and end.
void check_tokens(std::string_view text, sql::LexerOptions options) {
  sql::Lexer lexer(text, options);
  std::size_t end = 0;
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::end; token = lexer.next()) {
    require(token.offset >= end && token.length > 0);
    end = token.offset + token.length;
    require(end <= text.size());
    if (token.is_cut) continue;
    if (token.kind == sql::TokenKind::quoted_word) sql::name_of(token, lexer.text_of(token));
    const bool is_string = token.kind == sql::TokenKind::string ||
                           token.kind == sql::TokenKind::escape_string ||
                           token.kind == sql::TokenKind::dollar_string;
    if (is_string) sql::string_of(token, lexer.text_of(token));
  }
}

void check_list(const StatementList& list, std::string_view text) {
  for (const Statement& statement : list.statements) {
    require(statement.sql.empty() == !statement.opaque.empty());
    require(statement.where.file != "a.sql" || statement.where.offset <= text.size());
    require(statement.end_line >= statement.where.line || statement.with_previous);
  }
  for (const Suppression& suppression : list.suppressions)
    require(suppression.statement <= list.statements.size());
}

void run(std::string_view text) {
  check_tokens(text, {});
  check_tokens(text, {.with_comments = true, .joins_strings = false});
  check_tokens(text, {.standard_conforming_strings = false});
  for (const sql::Piece& piece : sql::split(text))
    sql::measure(text.substr(piece.offset, piece.length));
  const StatementList plain = sql::read_plain_script(text, "a.sql");
  check_list(plain, text);
  const std::string whole(text.substr(0, 200));
  const StatementList script = sql::read_psql_script(
      text, "a.sql",
      {.variables = {{"a", "1"}, {"b", whole}},
       .include = [&](const std::string&) { return std::optional<std::string>(whole); },
       .max_included_bytes = std::size_t{1} << 14});  // a file that includes itself goes up to it
  check_list(script, text);
  sql::read_block(text);
  sql::read_block(text, {.is_function = true, .checks_sql = false});
  const checks::script::Script scripts[] = {{.change = nullptr, .list = &plain, .simulated = {}},
                                            {.change = nullptr, .list = &script, .simulated = {}}};
  checks::script::check_scripts(scripts, {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  plumbline::system::run_on_large_stack([&] { run(text); });
  return 0;
}
