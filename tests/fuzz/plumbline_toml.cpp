/// plumbline.toml, over a tree with a finding.
#include <cstddef>
#include <cstdint>

#include "fuzz/check_tree.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  plumbline::fuzz::check_tree(
      {{"plumbline.toml", text}, {"migrations/1_a.sql", ""}, {"migrations/1_b.sql", ""}});
  return 0;
}
