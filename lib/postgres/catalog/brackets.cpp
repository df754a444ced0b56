#include "postgres/catalog/brackets.hpp"

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

}  // namespace

std::size_t closing_bracket(std::string_view text, std::size_t open) {
  Walk walk;
  for (std::size_t at = open; at < text.size(); ++at) {
    walk.step(text[at]);
    if (walk.is_outside()) return at;
  }
  return std::string_view::npos;
}

}  // namespace plumbline::postgres
