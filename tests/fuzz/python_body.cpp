/// The bodies of one revision file, followed to the SQL that they send.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/alembic/render/render.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plumbline;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const Direction direction : {Direction::deploy, Direction::revert})
    static_cast<void>(adapters::alembic::render_revision(text, "0001_step.py", direction));
  return 0;
}
