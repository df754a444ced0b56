#include "postgres/catalog/oids.hpp"

#include <utility>

namespace plumbline::postgres {

std::size_t OidMap::place(Oid catalog, Oid oid) const noexcept {
  const std::uint64_t key = (static_cast<std::uint64_t>(catalog) << 32) | oid;
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>((key * 0x9e3779b97f4a7c15U) >> 32) & mask;
  while (slots_[at].catalog != 0 && (slots_[at].catalog != catalog || slots_[at].oid != oid))
    at = (at + 1) & mask;
  return at;
}

void OidMap::grow() {
  std::vector<Slot> old(slots_.empty() ? 1024 : slots_.size() * 2);
  std::swap(old, slots_);
  for (const Slot& slot : old) {
    if (slot.catalog != 0) slots_[place(slot.catalog, slot.oid)] = slot;
  }
}

void OidMap::set(Oid catalog, Oid oid, std::uint32_t value) {
  if (2 * (used_ + 1) > slots_.size()) grow();
  Slot& slot = slots_[place(catalog, oid)];
  if (slot.catalog == 0) ++used_;
  slot = {.catalog = catalog, .oid = oid, .value = value};
}

std::uint32_t OidMap::find(Oid catalog, Oid oid) const noexcept {
  if (slots_.empty()) return absent;
  const Slot& slot = slots_[place(catalog, oid)];
  return slot.catalog == 0 ? absent : slot.value;
}

}  // namespace plumbline::postgres
