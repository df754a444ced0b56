/// Whether a timestamp is a moment that Perl's DateTime builds: ranges, days of the month, leap
/// seconds.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::adapters::sqitch {

/// "" when the date exists, else what is wrong with it. `timestamp` has the form of
/// `timestamp_length`.
std::string find_date_fault(std::string_view timestamp);

}  // namespace plumbline::adapters::sqitch
