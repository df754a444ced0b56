/// Columns of tables: CREATE TABLE and ALTER TABLE … ADD COLUMN. Rules: transformColumnDefinition
/// (parser/parse_utilcmd.c), BuildDescForRelation (commands/tablecmds.c), StoreAttrDefault.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/analysis/type_name.hpp"
#include "sql/session.hpp"
#include "sql/visit/sequences.hpp"

namespace plumbline::sql {

/// The table that a column is written for, which need not be there yet.
struct ColumnPlace {
  Id table = Catalog::none;  ///< ALTER TABLE
  Id schema = Catalog::none;
  std::string table_name;
  bool is_foreign = false;
  bool is_partition = false;
  bool is_typed = false;
  bool is_unlogged = false;
};

/// A constraint written behind a column, with what says when it is checked: "", "initially
/// immediate", "initially deferred".
struct WrittenConstraint {
  Node node;
  std::string deferrable;
};

/// A column as written, its type resolved, with what stands behind it sorted by kind.
struct ColumnPlan {
  std::string name;
  TypeUse type;
  std::string collation;  ///< as SQL prints it; "" for the type's own
  Id collation_id = Catalog::none;
  bool is_not_null = false;
  Node default_value;
  Node generated;  ///< the expression
  std::string generated_kind;
  std::string identity;  ///< "always", "by default"
  std::string storage;
  std::string compression;
  bool is_serial = false;
  bool has_sequence = false;  ///< serial or identity
  std::string sequence_name;
  Id sequence_schema = Catalog::none;
  SequenceFacts sequence;
  Node sequence_options;
  Id sequence_from = Catalog::none;     ///< LIKE … INCLUDING IDENTITY: the numbers of this one
  std::vector<WrittenConstraint> keys;  ///< PRIMARY KEY, UNIQUE
  std::vector<WrittenConstraint> checks;
  std::vector<WrittenConstraint> foreign_keys;
  Node fdw_options;
  /// LIKE, INHERITS, PARTITION OF: the column whose default or expression is taken over.
  Id default_from = Catalog::none;
  bool is_local = true;       ///< the table's own, not only a parent's
  bool is_inherited = false;  ///< some parent has it
  bool is_from_type = false;  ///< of a typed table's type
};

/// Of a ColumnDef. Chooses the name of its sequence, makes nothing.
ColumnPlan plan_column(Session& session, const Node& column_def, const ColumnPlace& place);

/// CREATE SEQUENCE for it; none when it needs none. Comes before the column.
Id make_column_sequence(Session& session, const ColumnPlan& plan, const ColumnPlace& place);

/// CheckAttributeType: 42P16 `column "a" has pseudo-type void` and its like.
void check_column_type(const Session& session, std::string_view name, const TypeUse& type);

/// The column without default, expression and constraints. 42701 when it is there; 42701 for names
/// of system columns.
Id make_column(Session& session, Id table, const ColumnPlan& plan);

/// DEFAULT: replaces what is there; a null constant takes it away.
void set_column_default(Session& session, Id column, const Node& expression);
/// GENERATED ALWAYS AS (…) STORED of a column that has just been made.
void set_generated(Session& session, Id column, const Node& expression, std::string_view kind);
/// Takes a default away.
void drop_column_default(Session& session, Id column);

/// What is given behind make_column: default or nextval() or expression, in the order of the
/// server. `sequence` as make_column_sequence gave it.
void finish_column(Session& session, Id column, const ColumnPlan& plan, Id sequence);

/// STORAGE and COMPRESSION as properties: fails with 22023, 0A000, 42601.
void set_column_storage(Session& session, Id column, std::string_view word);
void set_column_compression(Session& session, Id column, std::string_view word);
/// What the type has of itself: "plain", "extended", "main", "external".
std::string_view default_storage(const Session& session, std::string_view type);

/// Default or expression of `from`, with what it needs, names of columns being the same.
void copy_default(Session& session, Id column, Id from);
/// A text of the catalog as a column would have it.
TypeUse type_of_text(const Session& session, std::string_view text);
/// What a column is, taken from one that is there: name, type, collation, storage, compression,
/// NOT NULL.
ColumnPlan plan_like(const Session& session, Id column);
/// A collation by its name: as SQL prints it; `id` becomes the user's own. 42704.
std::string resolve_collation(const Session& session, const Node& names, Id& id);

/// The column of that name; fails with 42703 `column "a" of relation "t" does not exist`.
Id require_column(const Session& session, Id table, std::string_view name);
/// ctid, xmin …: not of views.
bool is_system_column(std::string_view name) noexcept;

}  // namespace plumbline::sql
