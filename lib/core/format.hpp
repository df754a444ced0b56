/// system/format.hpp for the layers that see only core.
#pragma once

#include "system/format.hpp"

namespace plumbline::core {

using system::format;
using system::join;

}  // namespace plumbline::core
