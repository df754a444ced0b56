/// One string literal: plain text, or the pieces and fields of an f-string. Python 3.11 Language
/// Reference, 2.4.1 and 2.4.3.

#include <utility>

#include "adapters/alembic/python_lexer.hpp"
#include "adapters/alembic/python_value.hpp"
#include "adapters/alembic/render/syntax.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

struct Literal {
  bool is_raw = false;
  bool is_bytes = false;
  bool is_formatted = false;
  std::size_t begin = 0;  // of its content
  std::size_t end = 0;
};

Literal take_apart(std::string_view text, std::size_t begin, std::size_t end) {
  Literal literal;
  std::size_t at = begin;
  for (; at < end && text[at] != '"' && text[at] != '\''; ++at) {
    const auto c = static_cast<char>(text[at] | 0x20);
    literal.is_raw |= c == 'r';
    literal.is_bytes |= c == 'b';
    literal.is_formatted |= c == 'f';
  }
  const bool is_triple = end - at >= 6 && text[at + 1] == text[at] && text[at + 2] == text[at];
  const std::size_t quotes = is_triple ? 3 : 1;
  literal.begin = at + quotes;
  literal.end = end - quotes;
  return literal;
}

class FormattedString {
 public:
  FormattedString(Module& module, std::string_view text, const Literal& literal, int depth,
                  Expression& expression)
      : module_(module), text_(text), literal_(literal), depth_(depth), expression_(expression) {}

  bool run() {
    std::size_t at = literal_.begin;
    std::size_t plain = at;
    std::string piece;
    while (at < literal_.end) {
      const char c = text_[at];
      if (c != '{' && c != '}') {
        ++at;
        continue;
      }
      if (!decode_string(text_.substr(plain, at - plain), literal_.is_raw, piece)) return false;
      if (at + 1 < literal_.end && text_[at + 1] == c) {
        piece.push_back(c);
        at += 2;
      } else if (c == '{') {
        add_piece(piece);
        at = add_field(at);
        if (at == 0) return false;
      } else {
        return false;
      }
      plain = at;
    }
    if (!decode_string(text_.substr(plain, at - plain), literal_.is_raw, piece)) return false;
    add_piece(piece);
    return true;
  }

 private:
  void add_piece(std::string& piece) {
    if (piece.empty()) return;
    Expression& part = module_.expressions.emplace_back();
    part.form = Form::text;
    part.text = std::exchange(piece, {});
    expression_.parts.push_back({&part, {}});
  }

  /// Where the field's expression ends: its `}`, `!` or `:` outside brackets; 0 if never.
  [[nodiscard]] std::size_t expression_end(std::size_t at) const {
    int brackets = 0;
    for (; at < literal_.end; ++at) {
      const char c = text_[at];
      if (c == '"' || c == '\'') {
        const std::size_t end = string_end(text_.substr(0, literal_.end), at);
        if (end == LogicalLine::npos) return 0;
        at = end - 1;
      } else if (c == '(' || c == '[' || c == '{') {
        ++brackets;
      } else if (brackets > 0 && (c == ')' || c == ']' || c == '}')) {
        --brackets;
      } else if (brackets == 0 && (c == '}' || c == ':')) {
        return at;
      } else if (brackets == 0 && c == '!' && at + 1 < literal_.end && text_[at + 1] != '=') {
        return at;
      }
    }
    return 0;
  }

  /// Behind the field's `}`; 0 when it is not taken.
  std::size_t add_field(std::size_t open) {
    const std::size_t end = expression_end(open + 1);
    if (end == 0 || depth_ >= max_depth) return 0;
    const std::size_t close = text_.find_first_of("{}", end);
    if (close == std::string_view::npos || close >= literal_.end || text_[close] != '}') return 0;
    Step field;
    if (!parse_line(module_, text_, open + 1, end, Line::expression, field, depth_ + 1)) return 0;
    expression_.parts.push_back({field.value, text_.substr(end, close - end)});
    if (expression_.parts.back().name.empty()) expression_.parts.back().name = ":";
    return close + 1;
  }

  Module& module_;
  std::string_view text_;
  const Literal& literal_;
  int depth_;
  Expression& expression_;
};

}  // namespace

void parse_string(Module& module, std::string_view text, std::size_t begin, std::size_t end,
                  int depth, Expression& expression) {
  const Literal literal = take_apart(text, begin, end);
  if (literal.is_bytes) {
    expression.form = Form::bytes;
  } else if (literal.is_formatted) {
    expression.form = Form::formatted;
    if (!FormattedString(module, text, literal, depth, expression).run())
      expression.form = Form::opaque;
  } else {
    expression.form = Form::text;
    const std::string_view content = text.substr(literal.begin, literal.end - literal.begin);
    if (!decode_string(content, literal.is_raw, expression.text)) expression.form = Form::opaque;
  }
}

}  // namespace plumbline::adapters::alembic::render
