/// Compares two JSON documents by value, for the conformance suites: key order and layout do not
/// count, everything else does. Used by tests/conformance of every tool.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tests {

/// One line for each place where they differ: its path, what was expected, what was found. Empty
/// when they are equal. A document that is no JSON is a difference at "$".
std::vector<std::string> json_differences(std::string_view expected, std::string_view actual);

}  // namespace plumbline::tests
