/// Names and texts as PostgreSQL itself prints them in SQL, which depends on its version: a name is
/// quoted when it is a keyword there. For canonical texts; statements quote every name
/// (postgres/connection.hpp). Rules: quote_identifier and simple_quote_literal of ruleutils.c,
/// kwlist.h of the branches 12 to 18.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::core {

/// Whether `name` can be written without quotes. `server_version` as 150020; 0 = the newest.
bool is_plain_identifier(std::string_view name, int server_version) noexcept;

/// As the server's quote_ident(): in double quotes unless it is plain.
std::string quote_identifier(std::string_view name, int server_version);

/// `schema.name`; the name alone when `schema` is empty.
std::string quote_qualified(std::string_view schema, std::string_view name, int server_version);

/// As the server's quote_literal(): E'…' when there is a backslash. Means the same whatever
/// standard_conforming_strings is.
std::string quote_literal(std::string_view text);

/// As in pg_get_…def: backslashes are left alone, because standard_conforming_strings is on.
std::string quote_standard_literal(std::string_view text);

}  // namespace plumbline::core
