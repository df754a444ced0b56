/// The only file that knows libpg_query.
#include "sql/parse.hpp"

#include <pg_query.h>

#include "sql/read_tree.hpp"
#include "sql/split.hpp"
#include "system/large_stack.hpp"

namespace plumbline::sql {

namespace {

/// libpg_query counts characters.
std::size_t byte_offset(std::string_view text, int characters) {
  std::size_t at = 0;
  for (int count = 1; count < characters && at < text.size(); ++count) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  }
  return at;
}

ParseResult parse_here(const std::string& text) {
  ParseResult result;
  result.message = why_too_heavy(text);
  if (!result.message.empty()) {
    result.sqlstate = "54001";
    return result;
  }
  const PgQueryParseResult parsed = pg_query_parse(text.c_str());
  if (parsed.error != nullptr) {
    result.sqlstate = "42601";
    result.message = parsed.error->message;
    result.offset = byte_offset(text, parsed.error->cursorpos);
  } else {
    result.ast = Ast(read_tree(parsed.parse_tree));
  }
  pg_query_free_parse_result(parsed);
  return result;
}

}  // namespace

ParseResult parse(std::string_view sql) {
  const std::string text(sql);
  if (system::is_on_large_stack()) return parse_here(text);
  ParseResult result;
  system::run_on_large_stack([&] { result = parse_here(text); });
  return result;
}

int grammar_version() noexcept { return PG_VERSION_NUM; }

}  // namespace plumbline::sql
