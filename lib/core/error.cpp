/// Names of the statuses, as the C header spells them.
#include "plumbline/error.hpp"

#include <array>

namespace plumbline {

namespace {

constexpr std::array<std::string_view, 18> names = {
    "PLUMB_OK",          "PLUMB_ARGUMENT",     "PLUMB_NO_MEMORY", "PLUMB_INTERNAL",
    "PLUMB_CANCELLED",   "PLUMB_TIMEOUT",      "PLUMB_BUSY",      "PLUMB_NOT_FOUND",
    "PLUMB_AMBIGUOUS",   "PLUMB_IO",           "PLUMB_FORMAT",    "PLUMB_LIMIT",
    "PLUMB_CONNECTION",  "PLUMB_SERVER",       "PLUMB_TOOL",      "PLUMB_REFUSED",
    "PLUMB_UNSUPPORTED", "PLUMB_CONFIGURATION"};

}  // namespace

std::string_view status_name(Status status) noexcept {
  const auto index = static_cast<std::size_t>(status);
  return index < names.size() ? names[index] : "PLUMB_UNKNOWN";
}

}  // namespace plumbline
