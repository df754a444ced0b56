/// Expressions over one table, for comparison with a server.
#pragma once

#include <string>
#include <vector>

namespace plumbline::tests {

std::string expression_tables();
const std::vector<std::string>& expressions();

}  // namespace plumbline::tests
