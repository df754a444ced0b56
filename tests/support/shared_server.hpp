/// The PostgreSQL that the test cases of one executable share.
#pragma once

#include <functional>

#include "support/postgres_server.hpp"

namespace plumbline::tests {

/// Started at the first call. Null when there can be none: the case has then been counted as
/// skipped with the reason, and returns.
const PostgresServer* shared_server();

/// Calls with a server of each version at hand, oldest first, each started once in the process. The
/// default one is among them and is shared_server(). A case without any is counted as skipped.
void for_each_server(const std::function<void(const PostgresServer&)>& call);

/// Of that version, started at the first call; null when it is not at hand.
const PostgresServer* server_of_version(int version);

}  // namespace plumbline::tests
