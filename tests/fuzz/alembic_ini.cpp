/// alembic.ini, in front of one revision.
#include <cstddef>
#include <cstdint>

#include "fuzz/check_tree.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view revision = "revision = \"a\"\ndown_revision = None\n";
  plumbline::fuzz::check_tree(
      {{"alembic.ini", text}, {"alembic/env.py", ""}, {"alembic/versions/a.py", revision}});
  return 0;
}
