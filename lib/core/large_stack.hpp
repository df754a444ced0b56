/// system/large_stack.hpp for the layers that see only core.
#pragma once

#include "system/large_stack.hpp"

namespace plumbline::core {

using system::LargeStackTask;
using system::run_on_large_stack;

}  // namespace plumbline::core
