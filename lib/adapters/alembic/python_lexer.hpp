/// Python's lexical layer: strings, comments, brackets, logical lines, suites. Everything that the
/// reader of revision files does not look into is passed over here, exactly and fast. Rules: Python
/// 3.11 Language Reference, chapter 2.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plumbline::adapters::alembic {

/// What CPython refuses, with the place that it names.
struct LexicalFault {
  std::size_t offset = 0;
  std::string message;  ///< as CPython 3.11 words it: "unterminated string literal"
};

/// The end (one past) of the string whose opening quote stands at `at`; npos when it never ends.
/// `*newline` is where a single-quoted string was cut by its line's end.
std::size_t string_end(std::string_view text, std::size_t at) noexcept;

/// The first line end (LF or CR) at or after `at`; the end of the text when there is none.
std::size_t find_newline(std::string_view text, std::size_t at) noexcept;

/// A word of at most eight bytes as a number, 0 for a longer one: a look-up among keywords compares
/// no text then.
constexpr std::uint64_t word_number(std::string_view word) noexcept {
  if (word.size() > sizeof(std::uint64_t)) return 0;
  std::uint64_t number = 0;
  for (const char c : word) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

/// Keywords that a word can be looked up among.
template <std::size_t count>
class WordSet {
 public:
  constexpr explicit WordSet(const std::string_view (&words)[count]) noexcept {
    std::ranges::transform(words, numbers_.begin(), word_number);
    std::ranges::sort(numbers_);
  }
  [[nodiscard]] constexpr bool contains(std::string_view word) const noexcept {
    return std::ranges::binary_search(numbers_, word_number(word));
  }

 private:
  std::array<std::uint64_t, count> numbers_{};
};

/// The end of a run of [A-Za-z0-9_] and bytes above 0x7f.
std::size_t name_end(std::string_view text, std::size_t at) noexcept;

/// One logical line at bracket depth 0, with the places that tell what kind of statement it is.
struct LogicalLine {
  std::size_t begin = 0;
  std::size_t end = 0;           ///< before its line end and trailing comment
  std::size_t next = 0;          ///< start of the next physical line
  std::size_t colon = npos;      ///< first ":" outside brackets that is no ":="
  std::size_t semicolon = npos;  ///< first ";" outside brackets
  bool has_walrus = false;       ///< ":=" anywhere
  bool has_brackets = false;

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) noexcept : text_(text) {}

  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  /// The logical line that starts at `at`, which is no blank.
  LogicalLine read_line(std::size_t at);
  /// Start of the first physical line at or after `at` that is neither blank nor comment, stands
  /// outside strings and brackets, and is indented by at most `indent` columns. The end of the text
  /// when there is none.
  std::size_t skip_suite(std::size_t at, int indent);
  /// Columns of the blanks at `at`, tabs to multiples of eight; moves `at` behind them.
  int measure_indent(std::size_t& at) const noexcept;
  /// The first fault met so far.
  [[nodiscard]] const std::optional<LexicalFault>& fault() const noexcept { return fault_; }
  void refuse(std::size_t offset, std::string message);

 private:
  void open_bracket(std::size_t at);
  void close_bracket(std::size_t at);
  void refuse_bracket(std::size_t at);
  std::size_t pass_string(std::size_t at);
  [[nodiscard]] std::size_t after_newline(std::size_t at) const noexcept;
  /// Whether the line at `at` is a statement indented by at most `indent`.
  [[nodiscard]] bool ends_suite(std::size_t at, int indent) const noexcept;
  [[nodiscard]] bool is_code_line(std::size_t at) const noexcept;
  void finish_brackets();

  static constexpr std::size_t max_depth = 200;  // CPython's MAXSTACK for parentheses

  std::string_view text_;
  std::optional<LexicalFault> fault_;
  std::array<std::size_t, max_depth> open_;  // the first depth_ are set
  std::size_t depth_ = 0;
};

}  // namespace plumbline::adapters::alembic
