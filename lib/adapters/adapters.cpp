/// The list of adapters: one line a tool.
#include <algorithm>
#include <array>

#include "adapters/adapter.hpp"
#include "adapters/alembic/adapter.hpp"
#include "adapters/sqitch/adapter.hpp"
#include "adapters/sqlx/adapter.hpp"

namespace plumbline::adapters {

std::span<const Adapter* const> all() {
  static const std::array<const Adapter*, 3> list = {
      &sqitch::adapter(),
      &alembic::adapter(),
      &sqlx::adapter(),
  };
  return list;
}

const Adapter* find(std::string_view tool) noexcept {
  const auto list = all();
  const auto found =
      std::ranges::find(list, tool, [](const Adapter* adapter) { return adapter->tool(); });
  return found == list.end() ? nullptr : *found;
}

}  // namespace plumbline::adapters
