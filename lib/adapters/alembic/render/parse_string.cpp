/// One string literal: plain text, or the pieces and fields of an f-string. Python 3.11 Language
/// Reference, 2.4.1 and 2.4.3.

#include <utility>

#include "adapters/alembic/python_literal.hpp"
#include "adapters/alembic/render/syntax.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

class FormattedString {
 public:
  FormattedString(Module& module, std::string_view text, const StringLiteral& literal, int depth,
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
      if (!decode(plain, at, piece)) return false;
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
    if (!decode(plain, at, piece)) return false;
    add_piece(piece);
    return true;
  }

 private:
  bool decode(std::size_t begin, std::size_t end, std::string& piece) const {
    return decode_string(text_.substr(begin, end - begin), literal_.is_raw, piece) ==
           DecodeOutcome::decoded;
  }

  void add_piece(std::string& piece) {
    if (piece.empty()) return;
    Expression& part = module_.expressions.emplace_back();
    part.form = Form::text;
    part.text = std::exchange(piece, {});
    expression_.parts.push_back({&part, {}});
  }

  /// Behind the field's `}`; 0 when it is not taken.
  std::size_t add_field(std::size_t open) {
    const std::size_t end = field_expression_end(text_, open + 1, literal_.end);
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
  const StringLiteral& literal_;
  int depth_;
  Expression& expression_;
};

}  // namespace

void parse_string(Module& module, std::string_view text, std::size_t begin, std::size_t end,
                  int depth, Expression& expression) {
  const StringLiteral literal = take_apart(text, begin, end);
  if (literal.is_bytes) {
    expression.form = Form::bytes;
  } else if (literal.is_formatted) {
    expression.form = Form::formatted;
    if (!FormattedString(module, text, literal, depth, expression).run())
      expression.form = Form::opaque;
  } else {
    expression.form = Form::text;
    const std::string_view content = text.substr(literal.begin, literal.end - literal.begin);
    if (decode_string(content, literal.is_raw, expression.text) != DecodeOutcome::decoded)
      expression.form = Form::opaque;
  }
}

}  // namespace plumbline::adapters::alembic::render
