#include "core/schema/text_arena.hpp"

#include <cstring>
#include <functional>

namespace plumbline::core {

char* TextArena::reserve(std::size_t size) {
  if (size > left_) {
    if (size > block_size / 4) {  // one of its own, so that the open block is not given up
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
      return blocks_.back().get();
    }
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_size));
    next_ = blocks_.back().get();
    left_ = block_size;
  }
  char* place = next_;
  next_ += size;
  left_ -= size;
  return place;
}

std::string_view TextArena::keep(std::string_view text) {
  constexpr std::size_t longest_shared = 48;
  if (text.empty()) return {};
  std::string_view* known = nullptr;
  if (text.size() <= longest_shared) {
    known = &recent_[std::hash<std::string_view>{}(text) % recent_.size()];
    if (*known == text) return *known;
  }
  char* place = reserve(text.size() + 1);
  std::memcpy(place, text.data(), text.size());
  place[text.size()] = '\0';
  const std::string_view kept(place, text.size());
  if (known != nullptr) *known = kept;
  return kept;
}

}  // namespace plumbline::core
