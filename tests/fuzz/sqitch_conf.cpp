/// sqitch.conf, beside a plan of two changes.
#include <cstddef>
#include <cstdint>

#include "fuzz/check_tree.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view plan =
      "%project=shop\n\na 2026-01-01T00:00:00Z A <a@example.com>\nb [a] 2026-01-01T00:00:00Z A "
      "<a@example.com>\n";
  plumbline::fuzz::check_tree({{"sqitch.conf", text}, {"sqitch.plan", plan}});
  return 0;
}
