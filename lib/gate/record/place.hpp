/// Where records are: the usual place, and the file made with nobody else's rights.
#pragma once

#include <optional>
#include <string>

#include "system/environment.hpp"

namespace plumbline::gate {

/// What `where` means: itself, or below $XDG_STATE_HOME (else ~/.local/state)
/// plumbline/gates.sqlite (gates.jsonl where built without SQLite). Throws Error (configuration)
/// without a home.
std::string record_path(const std::optional<std::string>& where,
                        const system::Environment& environment = {});

/// Whether a file of this name holds JSON lines.
bool holds_json_lines(const std::string& path);

/// Makes the file (0600) and its missing folders (0700). One that is there stays as it is. Throws
/// Error (io), also when what stands there is no regular file.
void make_record_file(const std::string& path);

}  // namespace plumbline::gate
