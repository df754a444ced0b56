/// One line of a plan taken apart: the texts that sqitch's regex captures. Used by the reader and
/// by its diagnosis.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/sqitch/names.hpp"

namespace plumbline::adapters::sqitch {

/// Views into the line. An absent part is an optional part that sqitch's regex left out.
struct LineParts {
  std::string_view name;
  std::string_view change_operator;
  std::optional<std::string_view> dependencies;
  std::optional<std::string_view> timestamp;
  std::optional<std::string_view> planner_name;
  std::optional<std::string_view> planner_email;
};

/// Takes a change or tag line apart; absent when sqitch's regex would not match. Linear in the
/// line.
std::optional<LineParts> parse_line(std::string_view line);

struct PragmaParts {
  std::string_view name;
  std::optional<std::string_view> value;
};

/// Takes a header line apart; absent when it is no pragma.
std::optional<PragmaParts> parse_pragma(std::string_view line);

/// What is cut off before a line is parsed: `#`, the blanks around it, and the note.
struct CutLine {
  std::string_view text;
  std::optional<std::string_view> note;  ///< without the blanks at its start
};
CutLine cut_note(std::string_view line) noexcept;

/// The text of a line that is nothing but blanks or a comment, as sqitch's Plan::Blank; absent for
/// any other. A line that is only `#` is no comment.
std::optional<std::string_view> comment_text(std::string_view line) noexcept;

/// A note as sqitch keeps it: trimmed, then `\n`, `\r` and `\\` unescaped; as Plan::Line's
/// BUILDARGS.
std::string read_note(std::optional<std::string_view> note);

/// Whether a timestamp stands anywhere in the line.
bool find_timestamp(std::string_view line) noexcept;

/// Walks through the ends of a name as NameEnds does, but stops only at those from which the rest
/// of the line can be reached at all. All of them together cost linear time.
class NameContinuations {
 public:
  explicit NameContinuations(std::string_view text) noexcept : text_(text), ends_(text) {}

  [[nodiscard]] std::size_t length() const noexcept { return ends_.length(); }
  void next() noexcept;

 private:
  void survey() noexcept;
  void note_less(std::size_t from, std::size_t to) noexcept;
  [[nodiscard]] bool can_go_on() noexcept;
  [[nodiscard]] bool planner_fits(std::size_t at) const noexcept;

  std::string_view text_;
  NameEnds ends_;
  bool surveyed_ = false;
  std::size_t last_less_ = 0;      // behind the last `<` inside the name's reach
  bool planner_behind_ = false;    // a planner stands behind the name's reach and ends the line
  std::size_t planner_blank_ = 0;  // where the blank before its `<` starts
  std::size_t next_close_ = std::string_view::npos;  // the nearest `]` at or behind the current end
  std::size_t tried_close_ = std::string_view::npos;  // the `]` from which the rest did not fit
  std::size_t close_from_ = 0;                        // `]` was looked for from here on
};

}  // namespace plumbline::adapters::sqitch
