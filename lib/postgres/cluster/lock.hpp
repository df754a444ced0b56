/// flock(2): held as long as somebody has the descriptor open, gone with the last of them, however
/// they end.
#pragma once

#include <optional>
#include <string>

#include "postgres/cluster/descriptor.hpp"

namespace plumbline::postgres {

enum class LockKind { shared, exclusive };

/// Waits until the file, which is made when there is none, can be locked. Absent when it can
/// neither be opened nor made. Throws Interrupted.
std::optional<Descriptor> wait_for_lock(const std::string& path, LockKind kind);

/// Absent when it is not there, is no regular file, or somebody holds it.
std::optional<Descriptor> try_lock(const std::string& path);

/// Sleeps; ends early, by throwing Interrupted, when this thread's call is to end.
void pause_ms(int milliseconds);

}  // namespace plumbline::postgres
