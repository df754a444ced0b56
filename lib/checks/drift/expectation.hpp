/// What a user expects to find in the catalog by name: "billing_*=6", "processed_stripe_events",
/// "role:app_ro".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/finding.hpp"
#include "plumbline/object.hpp"

namespace plumbline::checks::drift {

struct Expectation {
  std::string text;     ///< as given
  std::string kind;     ///< "" = tables and views of any sort
  std::string pattern;  ///< glob over the name, or over schema.name when it holds a dot
  std::optional<std::size_t> count;  ///< absent = at least one
};

/// `[kind:]pattern[=count]`. Throws Error (argument) that says what is wrong with it.
Expectation parse_expectation(std::string_view text);

/// drift/missing-object and drift/unexpected-object for each expectation that does not hold.
std::vector<Finding> expectations(const std::vector<Expectation>& expected,
                                  const std::vector<ObjectName>& names);

}  // namespace plumbline::checks::drift
