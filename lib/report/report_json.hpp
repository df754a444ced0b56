/// The parts of plumbline.report/1 that other documents hold as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/json.hpp"
#include "plumbline/report.hpp"

namespace plumbline::report {

/// Null for 0.
void write_number_or_null(core::JsonWriter& json, std::string_view name, std::int64_t value);
void write_target(core::JsonWriter& json, const std::optional<ReportTarget>& target);
void write_tool_says(core::JsonWriter& json, std::string_view name,
                     const std::optional<ToolSays>& says);
/// Its members, in an object that is begun already.
void write_report(core::JsonWriter& json, const Report& report);

}  // namespace plumbline::report
