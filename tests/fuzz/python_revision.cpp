/// One revision file, read in memory: no tree around it, so that many more are tried a second.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/alembic/read_revision.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plumbline::adapters::alembic;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ReadOptions options{.file_name = "0001_step.py",
                            .path = "/project/versions/0001_step.py",
                            .find_module = [](std::string_view module) {
                              return module.size() % 2 == 0 ? Presence::no : Presence::unknown;
                            }};
  static_cast<void>(read_revision(text, options));
  return 0;
}
