/// plumbline.gate/1 (gate.md beside this file): written for people's programs, and kept by records.
#pragma once

#include <string_view>

#include "core/json.hpp"
#include "plumbline/gate.hpp"

namespace plumbline::report {

/// "passed", "timed-out" …
std::string_view step_state_name(StepState state) noexcept;

/// What is known when a run begins, and how it ended: the object `run` of plumbline.gate/1.
void write_run(core::JsonWriter& json, const GateRun& run);
void write_step(core::JsonWriter& json, const GateStep& step);
/// The document's members, in an object that is begun already.
void write_gate(core::JsonWriter& json, const GateRun& run);

}  // namespace plumbline::report
