/// The engine names that sqitch 1.3 accepts, each tried with the program itself.
#pragma once

#include <string_view>

namespace plumbline::checks::config {

/// Case and blanks around it do not count.
bool is_sqitch_engine(std::string_view name) noexcept;
/// A name of PostgreSQL's engine that `name` was probably meant to be, "" for none.
std::string_view nearest_engine(std::string_view name) noexcept;

}  // namespace plumbline::checks::config
