/// Types of columns as the script rules compare them. Used by the rules of this folder alone.
#pragma once

#include <string>
#include <string_view>

#include "sql/node.hpp"

namespace plumbline::checks::script {

/// As the catalog prints it, taken apart: "character varying", 40. The name "" is not known.
struct ColumnType {
  std::string name;
  int first = -1;  ///< -1 = without limit
  int second = -1;

  bool operator==(const ColumnType&) const = default;
};

/// "numeric(10,2)", "timestamp(3) with time zone", "text[]".
ColumnType read_type(std::string_view text);
/// Of a TypeName; the system's own types have the catalog's names, serials those of their integers.
ColumnType read_type(const sql::Node& type_name);

/// "serial", "bigserial", … as somebody writes them.
bool is_serial(std::string_view name) noexcept;

}  // namespace plumbline::checks::script
