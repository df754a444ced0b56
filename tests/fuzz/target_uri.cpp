/// The URI of a database, in all its spellings; no password may be in what is said about it.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "plumbline/error.hpp"
#include "postgres/uri.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    (void)plumbline::postgres::parse_uri(text);
  } catch (const plumbline::Error&) {
    // A clear word about a URI that is none.
  }
  return 0;
}
