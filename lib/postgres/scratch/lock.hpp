/// The guard's own sessions, and the lock by which a second gate is kept out.
#pragma once

#include <memory>
#include <string>

#include "postgres/session.hpp"

namespace plumbline::postgres::scratch {

/// With nothing in its way that a role, a database or a server sets: limits of time, search_path,
/// read-only by default.
std::unique_ptr<Session> open_guard_session(const Writable& database, int connect_ms);

/// Held until the session ends or it is released. An advisory lock holds within one database only,
/// so every other one is looked through for it too. Throws Error (refused).
void take_advisory_lock(Session& session, const std::string& nonce, const std::string& database);
void release_advisory_lock(Session& session, const std::string& nonce);

}  // namespace plumbline::postgres::scratch
