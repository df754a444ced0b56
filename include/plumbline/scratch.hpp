/// The mark that lets a gate reset a database somebody named.
#pragma once

#include <string_view>

namespace plumbline {

/// Marks the database as one whose contents may be thrown away: the only function that writes to a
/// database that somebody named. It must be empty and pass the guard (README, "Scratch databases").
/// Marking it again is fine. Throws Error: refused, with the reason and what to do; argument,
/// connection, server, timeout.
void mark_scratch(std::string_view uri);

}  // namespace plumbline
