/// What session_visitors() names: statements about the session itself.
#pragma once

#include "sql/effects.hpp"
#include "sql/node.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

void apply_transaction(const Node& statement, Session& session);
void apply_set(const Node& statement, Session& session);
void apply_show(const Node& statement, Session& session);
void describe_set(const Node& statement, EffectsOf& effects);
void apply_do(const Node& statement, Session& session);
void describe_do(const Node& statement, EffectsOf& effects);
/// For statements that touch no object.
void describe_nothing(const Node& statement, EffectsOf& effects);

}  // namespace plumbline::sql
