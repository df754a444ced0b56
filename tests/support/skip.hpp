/// A test case that cannot run here says so and why: `return skip_case("no PostgreSQL server on
/// this machine");`. The line "[skip] …" is what tests/run.sh counts; an executable in which only
/// skips happened ends with status 77.
#pragma once

#include <string_view>

namespace plumbline::tests {

/// Prints the running test case's name with `reason` and counts it. The caller returns from the
/// case.
void skip_case(std::string_view reason);

/// How often `skip_case` was called.
int skipped_cases();

}  // namespace plumbline::tests
