/// Transactions and savepoints on a Session's catalog.
#pragma once

#include <string_view>

#include "sql/session.hpp"

namespace plumbline::sql {

/// Nothing within a transaction.
void begin_transaction(Session& session);
/// A failed one is rolled back; nothing outside of one.
void commit_transaction(Session& session);
void roll_back_transaction(Session& session);

/// Fails with 25P01 outside of a transaction.
void set_savepoint(Session& session, std::string_view name);
/// Fails with 25P01, and 3B001 for one that is not there.
void release_savepoint(Session& session, std::string_view name);
void roll_back_to_savepoint(Session& session, std::string_view name);

}  // namespace plumbline::sql
