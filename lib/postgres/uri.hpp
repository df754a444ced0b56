/// Database URIs in every spelling that the tools of this field use, as libpq's keywords. Pure: no
/// libpq, no environment. Grammar: libpq's conninfo_uri_parse, SQLAlchemy's make_url, URI::db.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::postgres {

/// libpq's parameters, decoded; a later one of the same name wins.
using Keywords = std::vector<std::pair<std::string, std::string>>;

/// postgres://, postgresql://, db:pg: and its kin, postgresql+driver://, key=value, a bare database
/// name; "" gives no keywords, which is libpq's environment. Throws Error (argument) that names the
/// part and never quotes a value that could be a password.
Keywords parse_uri(std::string_view uri);

/// The value of the last keyword of that name, or "".
std::string_view find_keyword(const Keywords& keywords, std::string_view name) noexcept;

}  // namespace plumbline::postgres
