#include "core/schema/column_order.hpp"

#include <algorithm>
#include <utility>

namespace plumbline::core {

namespace {

/// Marks a longest increasing subsequence, by patience sorting.
std::vector<bool> longest_increasing(const std::vector<int>& values) {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<std::size_t> ends;  // for each length, where its smallest end is
  std::vector<std::size_t> before(values.size(), none);
  for (std::size_t at = 0; at < values.size(); ++at) {
    const auto place = std::ranges::lower_bound(ends, values[at], {},
                                                [&](std::size_t end) { return values[end]; });
    if (place != ends.begin()) before[at] = *(place - 1);
    if (place == ends.end()) {
      ends.push_back(at);
    } else {
      *place = at;
    }
  }
  std::vector<bool> marks(values.size(), false);
  for (std::size_t at = ends.empty() ? none : ends.back(); at != none; at = before[at])
    marks[at] = true;
  return marks;
}

}  // namespace

std::vector<ObjectPair> moved_columns(const Schema& old, const CatalogObject& old_table,
                                      const Schema& now, const CatalogObject& now_table) {
  const auto olds = old.objects();
  const auto nows = now.objects();
  std::vector<ObjectPair> common;
  auto k = now_table.children.begin();
  for (const ObjectIndex child : old_table.children) {
    if (olds[child].kind != ObjectKind::column) break;  // columns come first
    while (k != now_table.children.end() && nows[*k].kind == ObjectKind::column &&
           nows[*k].name < olds[child].name) {
      ++k;
    }
    if (k == now_table.children.end()) break;
    if (nows[*k].kind == ObjectKind::column && nows[*k].name == olds[child].name)
      common.push_back({child, *k});
  }
  std::ranges::sort(common, {}, [&](const ObjectPair& pair) { return olds[pair.old].position; });
  std::vector<int> positions;
  for (const ObjectPair& pair : common) positions.push_back(nows[pair.now].position);
  const std::vector<bool> stays = longest_increasing(positions);
  std::vector<ObjectPair> moved;
  for (std::size_t at = 0; at < common.size(); ++at) {
    if (!stays[at]) moved.push_back(common[at]);
  }
  return moved;
}

}  // namespace plumbline::core
