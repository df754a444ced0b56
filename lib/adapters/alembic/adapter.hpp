/// The Alembic adapter's way in, for the list of adapters.
#pragma once

#include "adapters/adapter.hpp"

namespace plumbline::adapters::alembic {

const Adapter& adapter() noexcept;

}  // namespace plumbline::adapters::alembic
