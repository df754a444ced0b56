/// `[gate]` and `[[project]]` of plumbline.toml. Used by config.cpp alone.
#pragma once

#include "gate/settings.hpp"
#include "plumbline/limits.hpp"
#include "project/config.hpp"
#include "project/config_node.hpp"

namespace plumbline::project {

/// Sections of one path and tool are taken together.
gate::GateSettings read_gate(const toml::table& top, const ConfigNodes& nodes);

/// Makes paths relative to plumbline.toml ones that the system opens, and reads the seeds that are
/// in files. Throws Error: configuration (with the line that names the file), io, limit.
void settle_gate(Config& config, const Limits& limits);

}  // namespace plumbline::project
