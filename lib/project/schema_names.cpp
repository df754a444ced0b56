#include "project/schema_names.hpp"

#include <algorithm>
#include <string>
#include <tuple>

#include "core/schema/qualified_name.hpp"

namespace plumbline::project {

namespace {

/// "" for kinds that expectations do not know.
std::string_view expectation_kind(const CatalogObject& object) {
  switch (object.kind) {
    case ObjectKind::type:
    case ObjectKind::enumeration:
    case ObjectKind::domain:
      return "type";
    case ObjectKind::function:
    case ObjectKind::procedure:
    case ObjectKind::aggregate:
      return "function";
    case ObjectKind::constraint: {  // whose index has its name
      const std::string_view type = object.property("type");
      return type == "primary key" || type == "unique" || type == "exclude" ? "index" : "";
    }
    case ObjectKind::schema:
    case ObjectKind::extension:
    case ObjectKind::role:
    case ObjectKind::table:
    case ObjectKind::foreign_table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
    case ObjectKind::sequence:
    case ObjectKind::index:
    case ObjectKind::trigger:
    case ObjectKind::policy:
      return kind_name(object.kind);
    default:
      return "";
  }
}

}  // namespace

std::vector<ObjectName> schema_names(const Schema& schema) {
  std::vector<ObjectName> names;
  for (const CatalogObject& object : schema.objects()) {
    const std::string_view kind = expectation_kind(object);
    if (kind.empty()) continue;
    const bool lies_in_schema = object.kind != ObjectKind::schema;
    names.push_back({.kind = std::string(kind),
                     .schema = lies_in_schema ? std::string(object.schema) : "",
                     .name = core::bare_name(object)});
  }
  std::ranges::sort(names, {},
                    [](const ObjectName& n) { return std::tie(n.kind, n.schema, n.name); });
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace plumbline::project
