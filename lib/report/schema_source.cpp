#include "report/schema_source.hpp"

#include "core/format.hpp"

namespace plumbline::report {

std::string describe_source(const SchemaSource& source) {
  constexpr int of_major = 10000;
  std::string text = source.database.empty() ? "a schema" : "database " + source.database;
  if (source.server_version > 0) {
    text += core::format(" (PostgreSQL {}.{})", source.server_version / of_major,
                         source.server_version % of_major);
  }
  if (source.relative) text += ", relative";
  return text;
}

}  // namespace plumbline::report
