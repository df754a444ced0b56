/// sqlx.toml, beside a migrations folder.
#include <cstddef>
#include <cstdint>

#include "fuzz/check_tree.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  plumbline::fuzz::check_tree({{"sqlx.toml", text}, {"migrations/1_first.sql", "SELECT 1;\n"}});
  return 0;
}
