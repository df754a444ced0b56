/// Numbers by name, for the thousands of ids of a plan: one array instead of an allocation a name.
/// Borrowed: what the names are views of must outlive it. Used where a plan's graph is followed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::core {

class NameIndex {
 public:
  NameIndex() = default;
  /// Room for `names` without growing.
  explicit NameIndex(std::size_t names) { reserve(names); }

  void reserve(std::size_t names);
  /// Enters the name with that number unless it is there. The number that it has now, to be read or
  /// changed until the next call, and whether it is new.
  std::pair<std::uint32_t&, bool> try_emplace(std::string_view name, std::uint32_t number);
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const noexcept;
  [[nodiscard]] bool contains(std::string_view name) const noexcept {
    return find(name).has_value();
  }

 private:
  struct Slot {
    const char* begin = nullptr;  // of the name; null in a free slot
    std::uint32_t size = 0;
    std::uint32_t number = 0;
    [[nodiscard]] std::string_view name() const noexcept { return {begin, size}; }
  };
  [[nodiscard]] std::size_t slot_of(std::string_view name) const noexcept;
  void resize(std::size_t slots);

  std::vector<Slot> slots_;  // a power of two of them, at most two thirds taken
  std::size_t count_ = 0;
};

}  // namespace plumbline::core
