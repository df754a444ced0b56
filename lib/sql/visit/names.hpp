/// Names that the server chooses for what nobody named. Used by all visitors that make constraints,
/// indexes, sequences and statistics. Rules: makeObjectName, ChooseRelationName,
/// ChooseIndexNameAddition (commands/indexcmds.c), ChooseConstraintName (catalog/pg_constraint.c).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sql/session.hpp"

namespace plumbline::sql {

/// "first_second_label" in 63 bytes: the longer of the two is cut, on a character. Empty parts are
/// left out with their underscore.
std::string make_object_name(std::string_view first, std::string_view second,
                             std::string_view label);

/// The first of "…label", "…label1", "…label2" that no relation of the schema has; for a
/// constraint's index no constraint either.
std::string choose_relation_name(const Session& session, Id schema, std::string_view first,
                                 std::string_view second, std::string_view label,
                                 bool is_constraint = false);

/// The same for what is only a constraint; `taken` are names that the same statement uses.
std::string choose_constraint_name(const Session& session, Id schema, std::string_view first,
                                   std::string_view second, std::string_view label,
                                   std::span<const std::string> taken = {});

/// Columns' names joined by "_", as far as they go into a name.
std::string join_for_name(std::span<const std::string> columns);

/// Whether any table or domain of the schema has a constraint of that name.
bool has_constraint_named(const Session& session, Id schema, std::string_view name);

/// What an expression without a name is called (FigureColname, on the raw tree); "" for nothing.
std::string figure_column_name(const Node& expression);

/// Names of an index's columns: each once, repeated ones numbered (ChooseIndexColumnNames).
std::vector<std::string> index_column_names(const std::vector<std::string>& wanted);

/// Each of `columns` quoted: `a, "B"`.
std::string column_list(const Session& session, std::span<const std::string> columns);

}  // namespace plumbline::sql
