/// sqitch's rule for names of changes, tags and projects, as a matcher that can give back
/// characters like the backtracking regex it follows. Source: `$name_re` in App::Sqitch::Plan; spec
/// sqitch §1.
#pragma once

#include <cstddef>
#include <string_view>

namespace plumbline::adapters::sqitch {

/// Any of Perl's 31 ASCII punctuation characters without `_`.
constexpr bool is_punctuation(char c) noexcept {
  return c > ' ' && c < '\x7f' && c != '_' && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
         !(c >= 'a' && c <= 'z');
}

/// As blank_length, for a text that begins with no ASCII character.
std::size_t wide_blank_length(std::string_view text) noexcept;

/// Length in bytes of the blank that `text` begins with, 0 for none. Blanks are Unicode's: tab and
/// category Zs.
inline std::size_t blank_length(std::string_view text) noexcept {
  if (text.empty()) return 0;
  if (static_cast<unsigned char>(text[0]) >= 0x80) return wide_blank_length(text);
  return text[0] == ' ' || text[0] == '\t' ? 1 : 0;
}
/// `text` without the blanks at its start; likewise at its end.
std::string_view skip_blanks(std::string_view text) noexcept;
std::string_view drop_final_blanks(std::string_view text) noexcept;

/// Whether `text` as a whole is a name, the way `\A$name_re\z` asks, in front of a character that
/// is no word character. `at_end`: nothing follows, so that digits at the end may look like a
/// symbolic reference.
bool is_name(std::string_view text, bool at_end = true) noexcept;

/// The ends at which a name that begins `text` may stop, longest first. Each step back costs
/// constant time.
class NameEnds {
 public:
  explicit NameEnds(std::string_view text) noexcept;

  /// Length of the current candidate; 0 when there is none (left).
  [[nodiscard]] std::size_t length() const noexcept { return end_; }
  void give_back() noexcept;
  /// Length of the longest run that the regex could take, whatever its last character.
  [[nodiscard]] std::size_t reach() const noexcept { return reach_; }

 private:
  [[nodiscard]] bool can_end() const noexcept;
  void settle() noexcept;

  std::string_view text_;
  std::size_t reach_ = 0;
  std::size_t end_ = 0;
};

/// Whether `text` begins with a timestamp as sqitch's `$ts_re` has it: its length in bytes, else 0.
std::size_t timestamp_length(std::string_view text) noexcept;

}  // namespace plumbline::adapters::sqitch
