/// What SET TRANSACTION and its kin say, and what a read-only transaction refuses. Used by the
/// simulator and the visitors of BEGIN and SET. Rules: commands/variable.c (check_transaction_…),
/// tcop/utility.c (ClassifyUtilityCommandAsReadOnly).
#pragma once

#include "sql/session.hpp"
#include "sql/visitor.hpp"

namespace plumbline::sql {

/// The options of BEGIN, once the transaction has begun.
void begin_with_modes(Session& session, const Node& options);
/// SET TRANSACTION, SET SESSION CHARACTERISTICS AS TRANSACTION.
void set_transaction_modes(Session& session, const Node& statement);
/// SET transaction_read_only = …, which is the same.
void check_read_write(const Session& session, std::string_view value);

/// 25006 for what surely writes, unknown for what may. True for what writes rows: that is refused
/// when it begins to run (refuse_rows).
bool refuse_in_read_only(const Session& session, const Node& statement);
/// 25006, unless the statement is wrong before it begins to run.
[[noreturn]] void refuse_rows(const Visitor& visitor, const Node& statement, Session& session);
/// Whether it settles the modes of its transaction: it needs a snapshot.
[[nodiscard]] bool takes_snapshot(const Node& statement);

}  // namespace plumbline::sql
