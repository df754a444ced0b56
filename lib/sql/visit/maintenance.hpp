/// Statements that look after the database without changing its objects.
#pragma once

#include "sql/effects.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

void describe_lock(const Node& statement, EffectsOf& effects);
void apply_lock(const Node& statement, Session& session);
void describe_vacuum(const Node& statement, EffectsOf& effects);
void apply_vacuum(const Node& statement, Session& session);
void describe_cluster(const Node& statement, EffectsOf& effects);
void apply_cluster(const Node& statement, Session& session);
void describe_reindex(const Node& statement, EffectsOf& effects);
void apply_reindex(const Node& statement, Session& session);
void apply_discard(const Node& statement, Session& session);
void apply_load(const Node& statement, Session& session);
void apply_set_constraints(const Node& statement, Session& session);
/// Touches nothing that Effects have a name for.
void describe_no_object(const Node& statement, EffectsOf& effects);

}  // namespace plumbline::sql
