/// Statements as they are read while standard_conforming_strings is off: a backslash in '…' is an
/// escape. Part of the simulator.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plumbline::sql {

/// The same with E'…' in place of '…'; absent where that is not sure.
std::optional<std::string> with_marked_escapes(std::string_view sql);

}  // namespace plumbline::sql
