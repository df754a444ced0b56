#include "core/name_index.hpp"

#include <bit>
#include <functional>

namespace plumbline::core {

void NameIndex::reserve(std::size_t names) {
  const std::size_t slots = std::bit_ceil(names + names / 2 + 2);
  if (slots > slots_.size()) resize(slots);
}

/// Where the name stands, or the free slot where it would.
std::size_t NameIndex::slot_of(std::string_view name) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = std::hash<std::string_view>{}(name)&mask;
  while (slots_[at].begin != nullptr && slots_[at].name() != name) at = (at + 1) & mask;
  return at;
}

std::pair<std::uint32_t&, bool> NameIndex::try_emplace(std::string_view name,
                                                       std::uint32_t number) {
  reserve(count_ + 1);
  Slot& slot = slots_[slot_of(name)];
  const bool is_new = slot.begin == nullptr;
  if (is_new) {
    // A view of nothing may be null, which would leave the slot free.
    slot = {name.empty() ? "" : name.data(), static_cast<std::uint32_t>(name.size()), number};
    ++count_;
  }
  return {slot.number, is_new};
}

std::optional<std::uint32_t> NameIndex::find(std::string_view name) const noexcept {
  if (slots_.empty()) return std::nullopt;
  const Slot& slot = slots_[slot_of(name)];
  if (slot.begin == nullptr) return std::nullopt;
  return slot.number;
}

void NameIndex::resize(std::size_t slots) {
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots));
  for (const Slot& slot : old) {
    if (slot.begin != nullptr) slots_[slot_of(slot.name())] = slot;
  }
}

}  // namespace plumbline::core
