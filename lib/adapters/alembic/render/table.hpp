/// Tables, columns and constraints as SQLAlchemy's DDL compiler for PostgreSQL writes them (2.1,
/// sql/schema.py, sql/compiler.py DDLCompiler, dialects/postgresql/base.py PGDDLCompiler).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/alembic/render/sql_text.hpp"

namespace plumbline::adapters::alembic::render {

struct Constraint {
  enum class Form : std::uint8_t { primary_key, foreign_key, unique, check, exclude };
  Form form = Form::check;
  std::string text;        ///< "CONSTRAINT x UNIQUE (a)"
  std::size_t number = 0;  ///< in the order of making
  std::vector<std::string> columns;
  bool is_later = false;  ///< use_alter: not in CREATE TABLE
};

struct ColumnParts {
  std::string name;  ///< bare
  std::string quoted;
  Type type;
  std::string default_text;  ///< "" for none
  std::string generated;     ///< GENERATED …
  bool is_identity = false;
  bool has_default = false;  ///< a default on Python's side, or on the server's
  bool has_server_default = false;
  bool has_sequence = false;
  bool is_primary = false;
  bool is_unique = false;
  bool is_indexed = false;
  bool has_foreign_key = false;
  std::optional<bool> is_nullable;
  std::optional<bool> is_automatic;  ///< autoincrement=, where given as a flag
  std::string checks;                ///< of the column itself, as they stand behind it
  std::vector<Constraint> constraints;
  std::string comment;
  bool has_comment = false;
};

/// A `Column(…)`.
ColumnParts column_parts(const Value& value);
/// "name TYPE DEFAULT … NOT NULL"; `is_serial` where the column numbers its table by itself.
std::string column_text(const ColumnParts& column, bool is_serial);
/// Whether a table with this column alone as its primary key makes a sequence for it.
bool is_serial(const ColumnParts& column);

/// A constraint object of a table's list. Nothing for what is none.
std::optional<Constraint> constraint_of(const Object& object);

struct TableParts {
  std::string schema;
  std::string name;
  std::vector<ColumnParts> columns;
  std::vector<Constraint> constraints;
  std::vector<const Object*> indexes;
  const Object* object = nullptr;
};
/// Of `op.create_table(…)` and of `Table(…)`.
TableParts table_parts(const Object& object);
/// CREATE TYPE, CREATE TABLE, its indexes and comments.
void create_table(const TableParts& table, bool if_not_exists, bool is_guarded, Span span,
                  Recorder& recorder);

/// What stands in brackets before a name: "schema.table".
std::string table_name(const TableParts& table);
/// The text of CREATE INDEX; `options` are the keywords of the call.
std::string create_index(std::string_view schema, std::string_view table, const std::string& name,
                         const std::vector<Value>& expressions, const Object& options,
                         bool if_not_exists);
/// The name of an index that `index=True` makes.
std::string automatic_index_name(std::string_view schema, std::string_view table,
                                 std::string_view column);
/// ` MATCH … ON DELETE … ON UPDATE … DEFERRABLE INITIALLY … NOT VALID` of a constraint's keywords.
std::string reference_actions(const Object& options);
std::string deferral(const Object& options);
/// "CONSTRAINT name " or "".
std::string constraint_prefix(const Value* name);
/// ", "-joined, each quoted.
std::string join_quoted(const std::vector<std::string>& names);
/// ` INCLUDE (…)` of postgresql_include.
std::string include_text(const Object& options);

}  // namespace plumbline::adapters::alembic::render
