/// A new id for a change, in the style of those that are there.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace plumbline::core {

/// Where most of `taken` begin with a number as `like` does ("041", "0041_users", "rev_041"): the
/// greatest one plus 1, padded as the greatest one is. Else 12 hex digits that follow from `seed`.
/// Never one of `taken`.
std::string next_id(std::string_view like, std::span<const std::string> taken,
                    std::string_view seed);

}  // namespace plumbline::core
