/// A run's steps and findings gathered from its lanes, and its verdict.
#pragma once

#include <exception>
#include <span>

#include "gate/course.hpp"
#include "gate/gate.hpp"

namespace plumbline::gate {

/// Steps, report, detail and `passed`: green only when every step of every lane passed and every
/// lane has one.
void summarise(GateRun& run, std::span<const Lane* const> lanes, const GateInput& input);

/// Records a run that was ended by `problem` as red, whatever its steps came to. Never throws: the
/// problem is what the caller hears of.
void close_red(Course& course, GateRun& run, const std::exception_ptr& problem) noexcept;

/// What no gate shows.
std::vector<std::string> limits_of_gates();

}  // namespace plumbline::gate
