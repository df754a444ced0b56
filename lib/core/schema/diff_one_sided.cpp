#include "core/schema/diff_one_sided.hpp"

#include <algorithm>

#include "core/schema/builder.hpp"
#include "core/schema/kinds.hpp"
#include "core/schema/qualified_name.hpp"

namespace plumbline::core {

namespace {

constexpr std::string_view families_suffix = " USING ";

/// The family of a class: of its own name unless it says otherwise.
std::string family_of(const CatalogObject& operator_class) {
  const std::string_view family = operator_class.property("family");
  if (family.empty()) return std::string(operator_class.name);
  if (family.find(families_suffix) != std::string_view::npos) return object_name(family);
  const std::size_t method = operator_class.name.rfind(families_suffix);
  std::string name = object_name(family);
  if (method != std::string_view::npos) name += operator_class.name.substr(method);
  return name;
}

}  // namespace

OneSided::OneSided(const Schema& schema, const std::vector<ObjectIndex>& objects)
    : schema_(schema) {
  for (const ObjectIndex index : objects) {
    const CatalogObject& object = schema.objects()[index];
    names_.emplace(object.kind, object.name);
    if (object.kind == ObjectKind::operator_class) families_.insert(family_of(object));
    if (object.kind != ObjectKind::constraint || object.property("type") != "primary key") continue;
    for (std::string& column : columns_of(object, schema.objects()[object.parent].name))
      key_columns_.insert(std::move(column));
  }
}

bool OneSided::has_relation(std::string_view name) const {
  return has(ObjectKind::table, name) || has(ObjectKind::foreign_table, name) ||
         has(ObjectKind::materialized_view, name) || has(ObjectKind::view, name);
}

const CatalogObject* find_like(const Schema& in, const Schema& of, const CatalogObject& object) {
  if (!is_part(object.kind)) {
    const auto groups = in.groups();
    const auto group = std::ranges::lower_bound(
        groups, std::pair(object.kind, object.schema), {},
        [](const ObjectGroup& one) { return std::pair(one.kind, one.schema); });
    if (group == groups.end() || group->kind != object.kind || group->schema != object.schema)
      return in.source().relative ? in.find(object.kind, object.name) : nullptr;
    const auto objects = in.objects().subspan(group->first, group->count);
    const auto found = std::ranges::lower_bound(objects, object.name, {}, &CatalogObject::name);
    return found != objects.end() && found->name == object.name ? &*found : nullptr;
  }
  const CatalogObject* whole = find_like(in, of, of.objects()[object.parent]);
  if (whole == nullptr) return nullptr;
  const auto found = std::ranges::lower_bound(
      whole->children, std::pair(object.kind, object.name), {}, [&](ObjectIndex child) {
        return std::pair(in.objects()[child].kind, in.objects()[child].name);
      });
  if (found == whole->children.end()) return nullptr;
  const CatalogObject& part = in.objects()[*found];
  return part.kind == object.kind && part.name == object.name ? &part : nullptr;
}

const CatalogObject* whole_of(const Schema& schema, const CatalogObject& object) {
  if (object.parent != no_object) return &schema.objects()[object.parent];
  if (object.kind != ObjectKind::sequence) return nullptr;
  std::string_view column = object.property("identity");
  if (column.empty()) column = object.property("owned_by");
  if (column.empty()) return nullptr;
  const CatalogObject* found = schema.find(ObjectKind::column, object_name(column));
  return found == nullptr ? nullptr : &schema.objects()[found->parent];
}

std::vector<std::string> columns_of(const CatalogObject& object, std::string_view owner) {
  std::vector<std::string> columns;
  if (object.property("type") == "check" && !object.has("columns")) {
    for (const std::string& name : bare_names(object.property("expression")))
      columns.push_back(std::string(owner) + '.' + name);
  }
  for (const std::string_view list : {"columns", "include", "elements"}) {
    for (const std::string_view item : list_items(object.property(list))) {
      const std::vector<std::size_t> ends = dotted_name_ends(item);
      if (ends.size() != 1) continue;
      if (ends.back() < item.size() && item[ends.back()] != ' ') continue;  // a function's call
      columns.push_back(std::string(owner) + '.' + object_name(item.substr(0, ends.back())));
    }
  }
  return columns;
}

std::vector<std::string> ancestors_of(const CatalogObject& table) {
  std::vector<std::string> names;
  for (const std::string_view list : {"inherits", "partition_of"}) {
    for (const std::string_view item : list_items(table.property(list)))
      names.push_back(object_name(item));
  }
  return names;
}

}  // namespace plumbline::core
