/// The program that runs Alembic's commands in the user's own Python: connections.py, trace.py and
/// driver.py of this folder, put together when Plumbline is built.
#pragma once

#include <string_view>

namespace plumbline::adapters::alembic {

std::string_view driver_program() noexcept;

}  // namespace plumbline::adapters::alembic
