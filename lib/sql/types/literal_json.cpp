/// JSON as a literal: whether it is, and how jsonb prints it. Sources: jsonapi.c, json.c, jsonb.c,
/// jsonb_util.c.
#include <algorithm>
#include <vector>

#include "core/format.hpp"
#include "sql/failure.hpp"
#include "sql/types/literal_text.hpp"
#include "system/utf8.hpp"

namespace plumbline::sql::literal_text {

namespace {

/// Deeper ones are refused by the server's own stack limit at a depth that depends on it.
constexpr int max_depth = 500;

[[noreturn]] void invalid() { fail("22P02", "invalid input syntax for type json"); }

class Reader {
 public:
  Reader(std::string_view text, bool is_jsonb) : text_(text), is_jsonb_(is_jsonb) {}

  std::string document() {
    std::string made = value(0);
    skip();
    if (at_ != text_.size()) invalid();
    return made;
  }

 private:
  struct Pair {
    std::string key;
    std::string value;
  };

  void skip() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  char next() {
    skip();
    if (at_ == text_.size()) invalid();
    return text_[at_];
  }

  std::string value(int depth) {
    if (depth > max_depth) unknown("JSON is nested too deeply");
    const char first = next();
    if (first == '{') return object(depth);
    if (first == '[') return array(depth);
    if (first == '"') return quoted(string());
    if (first == '-' || (first >= '0' && first <= '9')) return number();
    for (const std::string_view word : {"true", "false", "null"}) {
      if (text_.substr(at_).starts_with(word) && !goes_on(at_ + word.size())) {
        at_ += word.size();
        return std::string(word);
      }
    }
    invalid();
  }

  /// Whether a letter or digit stands there, which would make the word before it another one.
  [[nodiscard]] bool goes_on(std::size_t at) const {
    if (at >= text_.size()) return false;
    const char c = text_[at];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
  }

  std::string object(int depth) {
    ++at_;
    std::vector<Pair> pairs;
    if (next() == '}') {
      ++at_;
      return "{}";
    }
    for (;;) {
      if (next() != '"') invalid();
      std::string key = string();
      if (next() != ':') invalid();
      ++at_;
      pairs.push_back({std::move(key), value(depth + 1)});
      const char behind = next();
      ++at_;
      if (behind == '}') break;
      if (behind != ',') invalid();
    }
    return print(std::move(pairs));
  }

  /// Keys by length, then bytes; of equal ones the last counts.
  static std::string print(std::vector<Pair> pairs) {
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
      return a.key.size() != b.key.size() ? a.key.size() < b.key.size() : a.key < b.key;
    });
    std::string made = "{";
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (i + 1 < pairs.size() && pairs[i + 1].key == pairs[i].key) continue;
      if (made.size() > 1) made += ", ";
      made += core::format("{}: {}", quoted(pairs[i].key), pairs[i].value);
    }
    return made + "}";
  }

  std::string array(int depth) {
    ++at_;
    std::string made = "[";
    if (next() == ']') {
      ++at_;
      return "[]";
    }
    for (;;) {
      made += value(depth + 1);
      const char behind = next();
      ++at_;
      if (behind == ']') return made + "]";
      if (behind != ',') invalid();
      made += ", ";
    }
  }

  std::string number() {
    const std::size_t start = at_;
    const auto digits = [&] {
      const std::size_t first = at_;
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
      if (at_ == first) invalid();
    };
    if (text_[at_] == '-') ++at_;
    if (at_ < text_.size() && text_[at_] == '0') {
      ++at_;
    } else {
      digits();
    }
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      digits();
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      digits();
    }
    if (goes_on(at_)) invalid();
    const std::string_view written = text_.substr(start, at_ - start);
    return is_jsonb_ ? plain_numeric(written) : std::string(written);
  }

  /// Its value, with escapes undone.
  std::string string() {
    std::string made;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return made;
      }
      if (static_cast<unsigned char>(c) < 32) invalid();
      if (c == '\\') {
        escape(made);
      } else {
        made += c;
      }
    }
    invalid();
  }

  void escape(std::string& made) {
    if (++at_ == text_.size()) invalid();
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view values = "\"\\/\b\f\n\r\t";
    const std::size_t place = letters.find(text_[at_]);
    if (place != std::string_view::npos) {
      made += values[place];
      return;
    }
    if (text_[at_] != 'u') invalid();
    const unsigned code = four_digits();
    if (!is_jsonb_) return;
    if (code == 0) fail("22P05", "unsupported Unicode escape sequence");
    if (code < 0xD800 || code > 0xDFFF) {
      system::append_code_point(made, code);
      return;
    }
    if (code > 0xDBFF || text_.substr(at_ + 1, 2) != "\\u") invalid();
    at_ += 2;
    const unsigned low = four_digits();
    if (low < 0xDC00 || low > 0xDFFF) invalid();
    system::append_code_point(made, 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00));
  }

  /// Behind the u; stays on the last of them.
  unsigned four_digits() {
    unsigned code = 0;
    for (int i = 0; i < 4; ++i) {
      if (++at_ >= text_.size()) invalid();
      const char c = text_[at_];
      unsigned digit = 0;
      if (c >= '0' && c <= '9') {
        digit = static_cast<unsigned>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        digit = static_cast<unsigned>(c - 'a') + 10;
      } else if (c >= 'A' && c <= 'F') {
        digit = static_cast<unsigned>(c - 'A') + 10;
      } else {
        invalid();
      }
      code = code * 16 + digit;
    }
    return code;
  }

  /// escape_json().
  static std::string quoted(std::string_view text) {
    std::string made = "\"";
    for (const char c : text) {
      switch (c) {
        case '\b':
          made += "\\b";
          break;
        case '\f':
          made += "\\f";
          break;
        case '\n':
          made += "\\n";
          break;
        case '\r':
          made += "\\r";
          break;
        case '\t':
          made += "\\t";
          break;
        case '"':
          made += "\\\"";
          break;
        case '\\':
          made += "\\\\";
          break;
        default:
          if (static_cast<unsigned char>(c) < 32) {
            made += core::format("\\u{:04x}", static_cast<unsigned>(c));
          } else {
            made += c;
          }
      }
    }
    return made + "\"";
  }

  std::string_view text_;
  bool is_jsonb_;
  std::size_t at_ = 0;
};

}  // namespace

std::string read_jsonb(std::string_view text, bool is_jsonb) {
  return Reader(text, is_jsonb).document();
}

}  // namespace plumbline::sql::literal_text
