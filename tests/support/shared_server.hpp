/// The PostgreSQL that the test cases of one executable share.
#pragma once

#include "support/postgres_server.hpp"

namespace plumbline::tests {

/// Started at the first call. Null when there can be none: the case has then been counted as
/// skipped with the reason, and returns.
const PostgresServer* shared_server();

}  // namespace plumbline::tests
