#include "sql/old_strings.hpp"

#include "sql/lexer.hpp"

namespace plumbline::sql {

std::optional<std::string> with_marked_escapes(std::string_view sql) {
  std::string marked;
  std::size_t copied = 0;
  Lexer lexer(sql, {.standard_conforming_strings = false});
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    const std::string_view text = lexer.text_of(token);
    const bool is_string =
        token.kind == TokenKind::string || token.kind == TokenKind::escape_string;
    if (token.is_cut) return std::nullopt;
    if (text.find('\\') == std::string_view::npos) {
      if (token.kind == TokenKind::string && text.starts_with('\'')) continue;
      if (!is_string && token.kind != TokenKind::dollar_string) continue;
      // U&'…' is refused; N'…' and bodies without backslashes are as ever.
      if (text.find('&') == std::string_view::npos) continue;
      return std::nullopt;
    }
    // A body is read again when it runs, and again with backslashes.
    if (token.kind == TokenKind::dollar_string) return std::nullopt;
    if (text.find("\\\\") != std::string_view::npos) return std::nullopt;
    if (token.kind != TokenKind::string) continue;
    if (!text.starts_with('\'')) return std::nullopt;
    marked.append(sql.substr(copied, token.offset - copied)).append(" E");
    copied = token.offset;
  }
  return marked.append(sql.substr(copied));
}

}  // namespace plumbline::sql
