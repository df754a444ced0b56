/// What a server or libpq said, as an Error: one table from SQLSTATE to status and hint.
#pragma once

#include <string>
#include <string_view>

#include "plumbline/error.hpp"

namespace plumbline::postgres {

/// Both throw bad_alloc when libpq says that its own memory was short.

/// A statement's failure. `fields` as the server gave them.
Error server_error(ErrorFields fields);

/// One of our own, without SQLSTATE.
Error plain_error(Status status, std::string message, std::string hint = "");

/// A connection's failure from libpq's words, which hold "SEVERITY:  SQLSTATE: message" when the
/// server ended it. `what` opens the message, as in `"postgres://h/d" cannot be opened`.
/// REQUIRES: the words hold no secret.
Error connection_error(std::string_view what, std::string_view words);

}  // namespace plumbline::postgres
