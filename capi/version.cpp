/// plumb_version_…, plumb_status_name, plumb_options_init.
#include <cstring>

#include "plumbline.h"
#include "plumbline/error.hpp"
#include "plumbline/version.hpp"

namespace {

/// "0.1.0" as 0x000100.
constexpr std::int32_t number_of(std::string_view text) {
  std::int32_t number = 0;
  std::int32_t part = 0;
  for (const char c : text) {
    if (c == '.') {
      number = number * 256 + part;
      part = 0;
    } else {
      part = part * 10 + (c - '0');
    }
  }
  return number * 256 + part;
}

static_assert(number_of(plumbline::version) == PLUMB_VERSION_NUMBER);
static_assert(plumbline::version == PLUMB_VERSION);

}  // namespace

int32_t plumb_version_number(void) { return PLUMB_VERSION_NUMBER; }

int32_t plumb_grammar_version(void) { return plumbline::grammar_version(); }

const char* plumb_status_name(plumb_status status) {
  if (status < PLUMB_OK || status > PLUMB_CONFIGURATION) return nullptr;
  return plumbline::status_name(static_cast<plumbline::Status>(status)).data();
}

void plumb_options_init(void* options, size_t size) {
  if (options == nullptr || size < sizeof size) return;
  std::memset(options, 0, size);
  std::memcpy(options, &size, sizeof size);
}
