/// A revision file, between two others.
#include <cstddef>
#include <cstdint>

#include "fuzz/check_tree.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view ini = "[alembic]\nscript_location = alembic\n";
  plumbline::fuzz::check_tree(
      {{"alembic.ini", ini},
       {"alembic/env.py", ""},
       {"alembic/versions/a.py", "revision = \"a\"\ndown_revision = None\n"},
       {"alembic/versions/b.py", text},
       {"alembic/versions/c.py", "revision = \"c\"\ndown_revision = \"b\"\n"}});
  return 0;
}
