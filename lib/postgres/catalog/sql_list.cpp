#include "postgres/catalog/sql_list.hpp"

namespace plumbline::postgres {

namespace {

/// Walks over text, knowing how deep it is in brackets and whether in quotes.
class Walk {
 public:
  void step(char c) {
    if (quote_ != '\0') {  // a doubled quote closes and opens again
      if (c == quote_) quote_ = '\0';
    } else if (c == '\'' || c == '"') {
      quote_ = c;
    } else if (c == '(' || c == '[') {
      ++depth_;
    } else if (c == ')' || c == ']') {
      --depth_;
    }
  }
  [[nodiscard]] bool is_outside() const { return depth_ == 0 && quote_ == '\0'; }

 private:
  int depth_ = 0;
  char quote_ = '\0';
};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::vector<std::string_view> split_sql_list(std::string_view text) {
  std::vector<std::string_view> pieces;
  if (text.empty()) return pieces;
  Walk walk;
  std::size_t first = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == ',' && walk.is_outside()) {
      pieces.push_back(trimmed(text.substr(first, at - first)));
      first = at + 1;
    }
    walk.step(text[at]);
  }
  pieces.push_back(trimmed(text.substr(first)));
  return pieces;
}

std::size_t closing_bracket(std::string_view text, std::size_t open) {
  Walk walk;
  for (std::size_t at = open; at < text.size(); ++at) {
    walk.step(text[at]);
    if (walk.is_outside()) return at;
  }
  return std::string_view::npos;
}

}  // namespace plumbline::postgres
