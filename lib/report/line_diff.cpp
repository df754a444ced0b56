#include "report/line_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace plumbline::report {

namespace {

using Lines = std::span<const std::string_view>;

constexpr std::size_t most_cells = 4'000'000;  // 16 MiB of lengths

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

void add(std::vector<DiffLine>& out, DiffLine::Side side, Lines lines) {
  for (const std::string_view line : lines) out.push_back({side, line});
}

/// By the lengths of the longest common subsequences of all endings.
void add_middle(std::vector<DiffLine>& out, Lines olds, Lines nows) {
  const std::size_t width = nows.size() + 1;
  if (olds.size() * width > most_cells) {
    add(out, DiffLine::Side::old, olds);
    add(out, DiffLine::Side::now, nows);
    return;
  }
  std::vector<std::uint32_t> lengths((olds.size() + 1) * width, 0);
  for (std::size_t i = olds.size(); i-- > 0;) {
    for (std::size_t k = nows.size(); k-- > 0;) {
      lengths[i * width + k] =
          olds[i] == nows[k] ? lengths[(i + 1) * width + k + 1] + 1
                             : std::max(lengths[(i + 1) * width + k], lengths[i * width + k + 1]);
    }
  }
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < olds.size() || k < nows.size()) {
    if (i < olds.size() && k < nows.size() && olds[i] == nows[k]) {
      out.push_back({DiffLine::Side::both, olds[i++]});
      ++k;
    } else if (k == nows.size() ||
               (i < olds.size() && lengths[(i + 1) * width + k] >= lengths[i * width + k + 1])) {
      out.push_back({DiffLine::Side::old, olds[i++]});
    } else {
      out.push_back({DiffLine::Side::now, nows[k++]});
    }
  }
}

}  // namespace

std::vector<DiffLine> diff_lines(std::string_view old, std::string_view now) {
  const std::vector<std::string_view> old_lines = split_lines(old);
  const std::vector<std::string_view> now_lines = split_lines(now);
  Lines olds = old_lines;
  Lines nows = now_lines;
  std::size_t head = 0;
  while (head < std::min(olds.size(), nows.size()) && olds[head] == nows[head]) ++head;
  std::size_t tail = 0;
  while (tail < std::min(olds.size(), nows.size()) - head &&
         olds[olds.size() - 1 - tail] == nows[nows.size() - 1 - tail]) {
    ++tail;
  }
  std::vector<DiffLine> out;
  add(out, DiffLine::Side::both, olds.first(head));
  add_middle(out, olds.subspan(head, olds.size() - head - tail),
             nows.subspan(head, nows.size() - head - tail));
  add(out, DiffLine::Side::both, olds.last(tail));
  return out;
}

}  // namespace plumbline::report
