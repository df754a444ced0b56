/// Errors of steps as findings. classify_output of plumbline/gate.hpp knows only a text; whoever
/// ran the tool itself knows more.
#pragma once

#include <string_view>

#include "adapters/runner.hpp"
#include "plumbline/finding.hpp"

namespace plumbline::gate {

/// One finding, of family `gate` or `registry`. `failure.rule` wins when it is set. The project is
/// the caller's to set; file and line are as the failure has them.
Finding classify_failure(const adapters::RunFailure& failure, std::string_view step);

}  // namespace plumbline::gate
