/// Objects of the PostgreSQL catalog by name.
#pragma once

#include <string>

namespace plumbline {

/// A catalog object's name. `kind` as in effects: table, view, matview, sequence, index, type,
/// function, schema, role, extension, trigger, policy …
struct ObjectName {
  std::string kind;
  std::string schema;  ///< "" for roles, extensions and schemas
  std::string name;

  bool operator==(const ObjectName&) const = default;
};

}  // namespace plumbline
