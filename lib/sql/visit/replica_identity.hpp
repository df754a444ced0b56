/// Whether rows of a published table can be changed. Used by UPDATE and DELETE. Rules:
/// CheckCmdReplicaIdentity (executor/execReplication.c), RelationBuildPublicationDesc.
#pragma once

#include <string_view>

#include "sql/session.hpp"

namespace plumbline::sql {

enum class Publishing { no, yes, unknown };

/// Whether a publication tells of such changes ("update", "delete") of the table.
[[nodiscard]] Publishing publishes(const Catalog& catalog, Id table, std::string_view event);
/// Fails with 55000 where the table is published and its rows cannot be told apart.
void require_replica_identity(const Session& session, Id table, std::string_view event);

}  // namespace plumbline::sql
