/// Text that lives as long as its owner, in large blocks: a schema holds half a million pieces.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace plumbline::core {

class TextArena {
 public:
  /// A copy with a NUL behind it, as C wants it; "" has none. Short texts that came lately are
  /// given again.
  std::string_view keep(std::string_view text);

 private:
  char* reserve(std::size_t size);

  static constexpr std::size_t block_size = 256 * 1024;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t left_ = 0;
  char* next_ = nullptr;
  std::array<std::string_view, 1024> recent_{};
};

}  // namespace plumbline::core
