/// What statements say of a column besides its clause in CREATE TABLE: what only ALTER TABLE can,
/// and where an inherited column is not as it is in its parents.
#pragma once

#include <string>
#include <string_view>

#include "core/schema/definition/subject.hpp"

namespace plumbline::core {

/// CREATE TABLE knows STORAGE from 16 on.
inline constexpr int storage_in_column = 160'000;

/// A column as its table's parents have it.
struct InheritedColumn {
  bool is_found = false;
  bool is_not_null = false;
  std::string_view default_value;
  std::string_view expression;
  std::string_view storage;
  std::string_view compression;
};

/// Looks into the parents and the partitioned table that the schema holds.
InheritedColumn inherited_column(const Subject& table, const Subject& column);

/// Statements that give an inherited column what is its own, each behind ";\n".
std::string column_overrides(const Subject& table, const Subject& column);

/// Statements for what CREATE has no words for, each behind ";\n". `relation`: a table, a foreign
/// table or a materialized view.
std::string column_alterations(const Subject& relation, const Subject& column);

}  // namespace plumbline::core
