/// Why a run of a gate is red, in one line.
#pragma once

#include <string>

#include "plumbline/gate.hpp"

namespace plumbline::report {

/// The first error that was found, else the last line of the detail; fit to be shown. "" when
/// green.
std::string gate_reason(const GateRun& run);

}  // namespace plumbline::report
