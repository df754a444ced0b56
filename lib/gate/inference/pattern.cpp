#include "gate/inference/pattern.hpp"

#include <cstddef>

namespace plumbline::gate {

namespace {

constexpr int most_levels = 20;
constexpr std::size_t longest = 1'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class PatternReader {
 public:
  explicit PatternReader(std::string_view pattern) : rest_(pattern) {}

  std::optional<std::string> run() {
    std::string text = branches(0);
    if (!is_known_ || !rest_.empty() || text.size() > longest) return std::nullopt;
    return text;
  }

 private:
  std::string branches(int level) {
    if (level > most_levels) is_known_ = false;
    std::string text = branch(level);
    while (is_known_ && take('|')) branch(level);
    return text;
  }

  std::string branch(int level) {
    std::string text;
    while (is_known_ && !rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      if (take('^') || take('$')) continue;
      const std::string atom = read_atom(level);
      const std::size_t count = read_count();
      if (count * atom.size() + text.size() > longest) {
        is_known_ = false;
        return {};
      }
      for (std::size_t at = 0; at < count; ++at) text += atom;
    }
    return text;
  }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string read_atom(int level) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '(') {
      if (take('?') && !take(':')) is_known_ = false;
      std::string text = branches(level + 1);
      if (!take(')')) is_known_ = false;
      return text;
    }
    if (c == '[') return std::string(1, read_class());
    if (c == '\\') return read_escape();
    if (c == '.') return "a";
    if (c == '*' || c == '+' || c == '?' || c == '{') is_known_ = false;
    return std::string(1, c);
  }

  std::string read_escape() {
    if (rest_.empty()) {
      is_known_ = false;
      return {};
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == 'd') return "0";
    if (c == 'w') return "a";
    if (c == 's') return " ";
    const bool is_word = is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_word) is_known_ = false;
    return std::string(1, c);
  }

  /// How often at least.
  std::size_t read_count() {
    std::size_t count = 1;
    if (take('*') || take('?')) {
      count = 0;
    } else if (take('{')) {
      count = 0;
      while (!rest_.empty() && is_digit(rest_.front()) && count <= longest) {
        count = count * 10 + static_cast<std::size_t>(rest_.front() - '0');
        rest_.remove_prefix(1);
      }
      while (!rest_.empty() && rest_.front() != '}') rest_.remove_prefix(1);
      if (!take('}')) is_known_ = false;
    } else if (!take('+')) {
      return count;
    }
    take('?');
    return count;
  }

  /// A character of the class: of `[^…]` one that is not in it.
  char read_class() {
    const bool is_negated = take('^');
    bool taken[128] = {};
    char first = '\0';
    const auto add = [&](char from, char to) {
      if (first == '\0') first = from;
      for (int c = from; c <= to && c >= 0; ++c) taken[c] = true;
    };
    bool is_first = true;
    while (is_known_ && !rest_.empty() && (is_first || rest_.front() != ']')) {
      is_first = false;
      if (rest_.starts_with("[:")) {
        read_named(add);
        continue;
      }
      std::string one(1, rest_.front());
      rest_.remove_prefix(1);
      if (one == "\\") one = read_escape();
      if (one.empty() || one == "[" || static_cast<unsigned char>(one[0]) >= 0x80) {
        is_known_ = false;
        return 'a';
      }
      const bool is_range = rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']';
      add(one[0], is_range ? rest_[1] : one[0]);
      if (is_range) rest_.remove_prefix(2);
    }
    if (!take(']')) is_known_ = false;
    if (!is_negated) return first;
    for (const char c : {'a', '0', 'A', '-', '_'}) {
      if (!taken[static_cast<std::size_t>(c)]) return c;
    }
    is_known_ = false;
    return 'a';
  }

  template <typename Add>
  void read_named(const Add& add) {
    const std::size_t end = rest_.find(":]");
    const std::string_view name = rest_.substr(2, end == std::string_view::npos ? 0 : end - 2);
    if (name == "alpha" || name == "alnum" || name == "lower") {
      add('a', 'z');
    } else if (name == "upper") {
      add('A', 'Z');
    } else if (name == "digit" || name == "xdigit") {
      add('0', '9');
    } else if (name == "space") {
      add(' ', ' ');
    } else {
      is_known_ = false;
      return;
    }
    rest_.remove_prefix(end + 2);
  }

  std::string_view rest_;
  bool is_known_ = true;
};

}  // namespace

std::optional<std::string> text_of_pattern(std::string_view pattern) {
  return PatternReader(pattern).run();
}

}  // namespace plumbline::gate
