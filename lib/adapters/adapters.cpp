/// The list of adapters: one line a tool.
#include <algorithm>
#include <array>

#include "adapters/adapter.hpp"

namespace plumbline::adapters {

namespace {

constexpr std::array<const Adapter*, 0> list = {};

}  // namespace

std::span<const Adapter* const> all() { return list; }

const Adapter* find(std::string_view tool) noexcept {
  const auto found =
      std::ranges::find(list, tool, [](const Adapter* adapter) { return adapter->tool(); });
  return found == list.end() ? nullptr : *found;
}

}  // namespace plumbline::adapters
