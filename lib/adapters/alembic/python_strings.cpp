/// The value of a Python string literal: prefixes, escapes, newline translation, and f-strings over
/// constants. Python 3.11 Language Reference, 2.4.1 and 2.4.3.

#include <algorithm>

#include "adapters/alembic/python_literal.hpp"
#include "adapters/alembic/python_value.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

/// The pieces of an f-string, folded.
class Formatter {
 public:
  Formatter(std::string_view text, const StringLiteral& literal, const Names& names, int depth)
      : text_(text), literal_(literal), names_(names), depth_(depth) {}

  Value run() {
    std::size_t at = literal_.begin;
    std::size_t plain_begin = at;
    while (at < literal_.end) {
      const char c = text_[at];
      if (c != '{' && c != '}') {
        ++at;
        continue;
      }
      if (!add_plain(plain_begin, at)) return unknown();
      if (at + 1 < literal_.end && text_[at + 1] == c) {
        out_.push_back(c);
        at += 2;
      } else if (c == '{') {
        at = add_field(at);
        if (at == 0) return std::move(failure_);
      } else {
        return raising_value("SyntaxError: f-string: single '}' is not allowed", literal_.begin);
      }
      plain_begin = at;
    }
    if (!add_plain(plain_begin, at) || out_.size() > max_folded_bytes) return unknown();
    Value value;
    value.kind = Value::Kind::text;
    value.text = std::move(out_);
    return value;
  }

 private:
  Value unknown() const { return opaque_value("an f-string", literal_.begin); }

  bool add_plain(std::size_t begin, std::size_t end) {
    return decode_string(text_.substr(begin, end - begin), literal_.is_raw, out_) ==
           DecodeOutcome::decoded;
  }

  /// Behind the field's `}`; 0 with `failure_` set.
  std::size_t add_field(std::size_t open) {
    failure_ = unknown();
    const std::size_t end = field_expression_end(text_, open + 1, literal_.end);
    if (end == 0) return 0;
    Value value = evaluate(text_, open + 1, end, names_, depth_ + 1);
    if (!value.is_known()) {
      failure_ = std::move(value);
      return 0;
    }
    std::size_t at = end;
    if (text_[at] == '!') {
      if (text_.substr(at, 2) != "!s") return 0;
      value = text_of(value);
      at += 2;
    }
    std::string_view specification;
    if (at < literal_.end && text_[at] == ':') {
      const std::size_t close = text_.find_first_of("{}", at);
      if (close == std::string_view::npos || close >= literal_.end || text_[close] != '}') return 0;
      specification = text_.substr(at + 1, close - at - 1);
      at = close;
    }
    if (at >= literal_.end || text_[at] != '}') return 0;
    Value formatted = format_value(value, specification);
    if (!formatted.is(Value::Kind::text)) {
      failure_ = std::move(formatted);
      return 0;
    }
    out_ += formatted.text;
    return at + 1;
  }

  std::string_view text_;
  const StringLiteral& literal_;
  const Names& names_;
  int depth_;
  std::string out_;
  Value failure_;
};

}  // namespace

Value read_string(std::string_view text, std::size_t begin, std::size_t end, const Names& names,
                  int depth) {
  const StringLiteral literal = take_apart(text, begin, end);
  Value value;
  value.offset = begin;
  if (literal.is_bytes) {
    value.kind = Value::Kind::bytes;
    return value;
  }
  if (end - begin > max_folded_bytes) return opaque_value("a text longer than is folded", begin);
  if (literal.is_formatted) {
    value = Formatter(text, literal, names, depth).run();
    value.offset = begin;
    return value;
  }
  value.kind = Value::Kind::text;
  const std::string_view content = text.substr(literal.begin, literal.end - literal.begin);
  switch (decode_string(content, literal.is_raw, value.text)) {
    case DecodeOutcome::decoded:
      return value;
    case DecodeOutcome::malformed:
      return raising_value("SyntaxError: (unicode error) 'unicodeescape' codec can't decode bytes",
                           begin);
    case DecodeOutcome::unknown:
      return opaque_value("an escape by a character's name", begin);
  }
  return value;
}

}  // namespace plumbline::adapters::alembic
