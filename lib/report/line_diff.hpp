/// Two texts of several lines side by side, as a small unified diff. Used where a function's body
/// or a view's query changed.
#pragma once

#include <string_view>
#include <vector>

namespace plumbline::report {

struct DiffLine {
  enum class Side { both, old, now };

  Side side = Side::both;
  std::string_view text;  ///< of the given texts, without its newline
};

/// The fewest lines on one side only; of very long texts, everything between what both begin and
/// end with. Quadratic in that part's lines, within a limit.
std::vector<DiffLine> diff_lines(std::string_view old, std::string_view now);

}  // namespace plumbline::report
