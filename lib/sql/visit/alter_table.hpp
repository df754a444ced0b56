/// ALTER TABLE and its like: one statement's commands, sorted into passes as the server does it.
/// Rules: ATController of commands/tablecmds.c; names of the passes are AT_PASS_*.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sql/session.hpp"

namespace plumbline::sql {

enum class Pass : std::uint8_t {
  drop,
  alter_type,
  add_column,
  add_constraint,
  column_attributes,
  add_index_constraint,
  add_index,
  add_other_constraint,
  misc,
};
inline constexpr std::size_t pass_count = 9;

/// One command on one table.
struct Command {
  Id table = Catalog::none;
  Node node;         ///< AlterTableCmd
  Node def;          ///< its "def"; of a queued constraint that
  std::string name;  ///< the column's, cut
  std::string_view subtype;
  bool recurse = false;   ///< to children, when it is carried out
  bool is_child = false;  ///< made by recursion
  // Of a constraint written at a new column.
  std::string column;
  std::string deferrable;
};

struct AlterTable {
  Session& session;
  Catalog& catalog;
  Id relation;
  std::string_view object_type;
  bool recurse;  ///< not ONLY
  std::array<std::vector<Command>, pass_count> passes;
  std::vector<Id> retyped;  ///< columns whose type has been changed

  void queue(Pass pass, Command command) {
    passes[static_cast<std::size_t>(pass)].push_back(std::move(command));
  }
  [[nodiscard]] std::string own(Id id) const { return std::string(catalog[id].own); }
};

// alter_columns.cpp
void prepare_add_column(AlterTable& alter, const Command& command);
void add_column(AlterTable& alter, const Command& command);
void prepare_drop_column(AlterTable& alter, const Command& command);
void drop_column(AlterTable& alter, const Command& command);
void alter_default(AlterTable& alter, const Command& command);
void prepare_drop_not_null(AlterTable& alter, const Command& command);
void drop_not_null(AlterTable& alter, const Command& command);
void alter_set_not_null(AlterTable& alter, const Command& command);
void prepare_drop_expression(AlterTable& alter, const Command& command);
void drop_expression(AlterTable& alter, const Command& command);

// alter_column_facts.cpp
void add_identity(AlterTable& alter, const Command& command);
void set_identity(AlterTable& alter, const Command& command);
void drop_identity(AlterTable& alter, const Command& command);
void alter_statistics_target(AlterTable& alter, const Command& command);
void alter_storage(AlterTable& alter, const Command& command);
void alter_compression(AlterTable& alter, const Command& command);
void alter_column_options(AlterTable& alter, const Command& command, bool is_reset);
void alter_foreign_options(AlterTable& alter, const Command& command);

// alter_column_type.cpp
/// 0A000 when a column elsewhere holds rows of the table.
void refuse_row_type_users(const AlterTable& alter, Id table);
void prepare_column_type(AlterTable& alter, const Command& command);
void alter_column_type(AlterTable& alter, const Command& command);

// alter_constraints.cpp
void prepare_add_constraint(AlterTable& alter, const Command& command);
void alter_add_constraint(AlterTable& alter, const Command& command);
void drop_constraint(AlterTable& alter, const Command& command);
void validate_constraint(AlterTable& alter, const Command& command);
void alter_constraint(AlterTable& alter, const Command& command);

// alter_relation.cpp
void alter_relation_fact(AlterTable& alter, const Command& command);

// alter_inheritance.cpp
void prepare_inherit(AlterTable& alter, const Command& command);
void add_inherit(AlterTable& alter, const Command& command);
void drop_inherit(AlterTable& alter, const Command& command);
void attach_partition(AlterTable& alter, const Command& command);
void detach_partition(AlterTable& alter, const Command& command);
void set_of_type(AlterTable& alter, const Command& command);
void drop_of_type(AlterTable& alter, const Command& command);

// alter_composite.cpp
void alter_composite(AlterTable& alter, const Node& commands);

/// Fails with 42703 when it is not there, 0A000 `cannot alter system column "x"`.
Id alterable_column(const AlterTable& alter, Id table, const std::string& name);
/// The column is used by an index of this kind: "primary key" …
bool is_in_key(const Catalog& catalog, Id column, std::string_view property_text);
/// Says that rows may make the statement fail, unless there are surely none in the table or in
/// those below it.
void rows_decide(AlterTable& alter, Id table, const std::string& what);

}  // namespace plumbline::sql
