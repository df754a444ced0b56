/// Where statements end, and how hard they are on a parser: both told from tokens alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sql/lexer.hpp"

namespace plumbline::sql {

/// Who decides where a statement ends.
enum class Splitting : std::uint8_t {
  server,  ///< the grammar: BEGIN opens a body only before ATOMIC
  psql,    ///< psql from 14 on: any BEGIN in a CREATE FUNCTION does
};

/// Follows the tokens of a text and says which semicolon ends a statement: one outside of
/// parentheses and of a SQL-standard function body.
class StatementEnd {
 public:
  explicit StatementEnd(Splitting by) : by_(by) {}

  /// Whether this token is a semicolon that ends the statement. `text` is the token's.
  bool see(const Token& token, std::string_view text);
  /// A semicolon that did not end it was seen since the last end.
  [[nodiscard]] bool has_inner_semicolon() const noexcept { return has_inner_semicolon_; }
  void restart() noexcept { *this = StatementEnd(by_); }
  /// What follows is another statement, though nothing ended.
  void restart_words() noexcept {
    words_ = 0;
    first_words_ = {};
  }

  /// What psql keeps when it enters a branch, and brings back when it leaves it.
  [[nodiscard]] std::size_t parentheses() const noexcept { return parentheses_; }
  void set_parentheses(std::size_t depth) noexcept { parentheses_ = depth; }

 private:
  void see_word(std::string_view text);
  [[nodiscard]] bool is_routine() const noexcept;

  Splitting by_;
  std::size_t parentheses_ = 0;
  std::size_t bodies_ = 0;
  std::size_t words_ = 0;
  std::array<char, 4> first_words_{};  // 'c'reate, 'o'r, 'r'eplace, 'f'unction, 'p'rocedure
  bool is_begin_pending_ = false;
  bool has_inner_semicolon_ = false;
};

/// One statement of a text: without its semicolon, and without blanks and comments around it.
struct Piece {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::size_t end = 0;  ///< of its semicolon, else of its last token
};
/// The statements of a text as the server's grammar divides it; empty ones are left out.
std::vector<Piece> split(std::string_view text);

/// Longest run of tokens at one level of brackets without a comma at that level. Longer ones kill
/// libpg_query 15 (`1+1+…`), and the server refuses them as well (54001).
inline constexpr std::size_t max_run = 5'000;
/// Deepest brackets.
inline constexpr std::size_t max_nesting = 2'000;

/// What kills or stalls a parser, however short the statement is otherwise.
struct Load {
  std::size_t longest_run = 0;  ///< of tokens at one level of brackets, without a comma there
  std::size_t nesting = 0;      ///< of brackets
};
/// A pair of brackets with all that is in it counts as one token, so does a string.
Load measure(std::string_view statement);

/// Why a statement is not given to the parser, as a clause; "" when it may be. A server with its
/// default stack takes some of these: it is our limit.
std::string why_too_heavy(std::string_view statement);

}  // namespace plumbline::sql
