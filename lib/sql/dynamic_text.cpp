#include "sql/dynamic_text.hpp"

#include <charconv>
#include <vector>

#include "core/schema/quote.hpp"
#include "sql/lexer.hpp"

namespace plumbline::sql {

namespace {

constexpr int max_depth = 50;
constexpr int quoting_version = 150000;

using Text = std::optional<std::string>;

/// format(): %s, %I, %L, %% and %N$s; widths and flags are left alone.
Text format_text(const std::string& pattern, const std::vector<std::string>& values) {
  std::string text;
  std::size_t next = 0;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != '%') {
      text += pattern[at];
      continue;
    }
    if (++at >= pattern.size()) return std::nullopt;
    if (pattern[at] == '%') {
      text += '%';
      continue;
    }
    std::size_t place = next;
    const char* const begin = pattern.data() + at;
    const auto [end, error] = std::from_chars(begin, pattern.data() + pattern.size(), place);
    if (error == std::errc()) {
      at += static_cast<std::size_t>(end - begin);
      if (at + 1 >= pattern.size() || pattern[at] != '$' || place == 0) return std::nullopt;
      ++at;
      --place;
    }
    if (place >= values.size()) return std::nullopt;
    next = place + 1;
    switch (pattern[at]) {
      case 's':
        text += values[place];
        break;
      case 'I':
        text += core::quote_identifier(values[place], quoting_version);
        break;
      case 'L':
        text += core::quote_literal(values[place]);
        break;
      default:
        return std::nullopt;
    }
  }
  return text;
}

/// Each method reads on from the current token; absent when it is not constant.
class Folder {
 public:
  Folder(std::string_view text, const ConstantOf& constant_of)
      : lexer_(text), constant_of_(constant_of) {
    advance();
  }

  Text fold() {
    Text value = sum(0);
    return token_.kind == TokenKind::end ? value : std::nullopt;
  }

 private:
  void advance() {
    token_ = lexer_.next();
    text_ = lexer_.text_of(token_);
  }
  bool take(std::string_view text) {
    if (text_ != text) return false;
    advance();
    return true;
  }

  Text sum(int depth) {
    Text value = term(depth);
    while (value && take("||")) {
      const Text right = term(depth);
      if (!right) return std::nullopt;
      *value += *right;
    }
    return value;
  }

  Text term(int depth) {
    if (depth > max_depth || token_.is_cut) return std::nullopt;
    Text value = factor(depth);
    while (value && take("::")) {
      if (!is_word(text_, "text") && !is_word(text_, "varchar")) return std::nullopt;
      advance();
    }
    return value;
  }

  Text factor(int depth) {
    const Token token = token_;
    const std::string_view text = text_;
    if (take("(")) {
      Text value = sum(depth + 1);
      return take(")") ? value : std::nullopt;
    }
    advance();
    switch (token.kind) {
      case TokenKind::string:
      case TokenKind::escape_string:
      case TokenKind::dollar_string:
        if ((text.front() | 0x20) == 'u') return std::nullopt;
        return string_of(token, text);
      case TokenKind::number:
        return std::string(text);
      case TokenKind::word:
      case TokenKind::quoted_word:
        break;
      default:
        return std::nullopt;
    }
    const std::string name = name_of(token, text);
    return take("(") ? call(name, depth) : constant_of_(name);
  }

  Text call(const std::string& name, int depth) {
    std::vector<std::string> values;
    while (!take(")")) {
      if (!values.empty() && !take(",")) return std::nullopt;
      Text value = sum(depth + 1);
      if (!value) return std::nullopt;
      values.push_back(std::move(*value));
    }
    if (values.empty()) return std::nullopt;
    if (name == "format") {
      const std::string pattern = values.front();
      values.erase(values.begin());
      return format_text(pattern, values);
    }
    if (values.size() != 1) return std::nullopt;
    if (name == "quote_ident") return core::quote_identifier(values.front(), quoting_version);
    if (name == "quote_literal") return core::quote_literal(values.front());
    return std::nullopt;
  }

  Lexer lexer_;
  const ConstantOf& constant_of_;
  Token token_;
  std::string_view text_;
};

}  // namespace

std::optional<std::string> fold_text(std::string_view expression, const ConstantOf& constant_of) {
  return Folder(expression, constant_of).fold();
}

}  // namespace plumbline::sql
