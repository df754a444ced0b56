#define FMT_HEADER_ONLY 1
#include "system/format.hpp"

#include <fmt/format.h>

namespace plumbline::system {

std::string format_values(fmt::string_view pattern, fmt::format_args values) {
  return fmt::vformat(pattern, values);
}

}  // namespace plumbline::system
