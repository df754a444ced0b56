/// system/interruption.hpp for the layers that see only core.
#pragma once

#include "system/interruption.hpp"

namespace plumbline::core {

using system::check_interruption;

}  // namespace plumbline::core
