/// The sqitch adapter's way in, for the list of adapters.
#pragma once

#include "adapters/adapter.hpp"

namespace plumbline::adapters::sqitch {

const Adapter& adapter() noexcept;

}  // namespace plumbline::adapters::sqitch
