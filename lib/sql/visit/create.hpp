/// The family of visitors that make tables and what stands on them: its rows are in create.cpp,
/// each pair of functions in a file of its own beside it.
#pragma once

#include "sql/effects.hpp"
#include "sql/node.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

void apply_create_table(const Node& statement, Session& session);
void apply_create_foreign_table(const Node& statement, Session& session);
void apply_create_index(const Node& statement, Session& session);
void apply_create_sequence(const Node& statement, Session& session);
void apply_create_statistics(const Node& statement, Session& session);
void apply_create_trigger(const Node& statement, Session& session);
void apply_create_policy(const Node& statement, Session& session);

void describe_create_table(const Node& statement, EffectsOf& effects);
void describe_create_foreign_table(const Node& statement, EffectsOf& effects);
void describe_create_index(const Node& statement, EffectsOf& effects);
void describe_create_sequence(const Node& statement, EffectsOf& effects);
void describe_create_statistics(const Node& statement, EffectsOf& effects);
void describe_create_trigger(const Node& statement, EffectsOf& effects);
void describe_create_policy(const Node& statement, EffectsOf& effects);

/// Effects of one column definition of a table: the column, its type, its sequence, what its
/// constraints refer to. ALTER TABLE … ADD COLUMN uses it, too.
void describe_column(const Node& column_def, const std::string& table, EffectsOf& effects,
                     bool is_implied);
/// The same of a constraint, of a table or (with its name) of a column.
void describe_constraint(const Node& constraint, const std::string& table,
                         const std::string& column, EffectsOf& effects, bool is_implied);

}  // namespace plumbline::sql
