/// A name as the server's messages have it. For messages of every visitor.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::sql {

/// In double quotes, nothing escaped, as %s in errmsg("… \"%s\" …").
inline std::string quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

}  // namespace plumbline::sql
