/// A fix as JSON, wherever a document holds one.
#pragma once

#include "core/json.hpp"
#include "plumbline/fix.hpp"

namespace plumbline::report {

/// `{"edits": […], "renames": […], "creations": […]}`
void write_fix(core::JsonWriter& json, const Fix& fix);

}  // namespace plumbline::report
