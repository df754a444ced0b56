/// The program that runs sqitch's commands in the user's own Perl: driver.pl of this folder; and
/// the lines of words that it and the library talk by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::adapters::sqitch {

std::string_view driver_program() noexcept;

/// With its newline.
std::string driver_line(const std::vector<std::string>& words);
/// REQUIRES: `line` without its newline. The first word is what kind of line it is.
std::vector<std::string> read_driver_line(std::string_view line);

}  // namespace plumbline::adapters::sqitch
