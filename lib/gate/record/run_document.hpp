/// A run of a gate out of the JSON that lib/report/gate_json.hpp writes. For records, which keep
/// it.
#pragma once

#include <string_view>

#include "core/json_value.hpp"
#include "plumbline/gate.hpp"

namespace plumbline::gate {

/// The object `run`. Unknown names give the first of their kind or, for states, "interrupted".
GateRun read_run(const core::JsonValue& run);
/// The reverse of report::step_state_name.
StepState step_state_of(std::string_view name) noexcept;
GateStep read_step(const core::JsonValue& step);
/// All of plumbline.gate/1 but the fixes of findings.
GateRun read_gate(const core::JsonValue& document);

}  // namespace plumbline::gate
