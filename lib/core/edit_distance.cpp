/// Levenshtein's distance, a row at a time.
#include "core/edit_distance.hpp"

#include <algorithm>
#include <array>

namespace plumbline::core {

std::size_t edit_distance(std::string_view left, std::string_view right,
                          std::size_t limit) noexcept {
  constexpr std::size_t longest = 64;
  if (left.size() > longest || right.size() > longest) return limit + 1;
  std::array<std::size_t, longest + 1> row{};
  for (std::size_t j = 0; j <= right.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t above = row[j];
      row[j] =
          std::min({above + 1, row[j - 1] + 1, diagonal + (left[i - 1] == right[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return std::min(row[right.size()], limit + 1);
}

}  // namespace plumbline::core
