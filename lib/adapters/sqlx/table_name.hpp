/// The registry's name as PostgreSQL would read it: sqlx puts the text of sqlx.toml into its
/// statements as it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plumbline::adapters::sqlx {

struct TableName {
  std::string database;  ///< "" when not given
  std::string schema;    ///< "" when not given: the search_path decides
  std::string name;

  bool operator==(const TableName&) const = default;
};

/// Identifiers joined by dots: folded to lower case unless quoted, cut to 63 bytes. Absent for
/// anything else.
std::optional<TableName> parse_table_name(std::string_view text);

/// `schema.name` as SQL would have it; the schema is left out when it is empty.
std::string quote_table(std::string_view schema, std::string_view name);

/// What PostgreSQL calls the primary key of a table of that name.
std::string primary_key_of(std::string_view name);

}  // namespace plumbline::adapters::sqlx
