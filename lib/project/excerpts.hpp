/// Fills in the source lines that findings point at.
#pragma once

#include <string>
#include <vector>

#include "plumbline/finding.hpp"
#include "plumbline/limits.hpp"

namespace plumbline::project {

/// `base` is what the findings' paths are relative to. Files that cannot be read leave their
/// excerpts empty.
void fill_excerpts(std::vector<Finding>& findings, const std::string& base, const Limits& limits);

}  // namespace plumbline::project
