/// Operator classes and families. As GetDefaultOpClass of indexcmds.c and lookup_type_cache of
/// typcache.c.
#include <algorithm>

#include "core/format.hpp"
#include "sql/failure.hpp"
#include "sql/types/extension_memo.hpp"
#include "sql/types/operator.hpp"
#include "sql/types/system_tables.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql {

namespace {

namespace rows = system_rows;
using system_tables::text;

OperatorClassInfo info_of(const rows::OperatorClass& row, std::string_view schema) {
  return {.schema = schema,
          .name = text(row.name),
          .family = text(row.family),
          .type = row.type,
          .key_type = row.key_type,
          .is_default = row.is_default != 0,
          .extension = system_tables::extension_name(row.extension)};
}

/// Calls with each class of that method that the row's own look-up `wanted` wants, and with those
/// of users.
template <typename Wanted, typename Call>
void each_class(const TypeScope& scope, std::string_view method, Wanted wanted, Call call) {
  ExtensionMemo memo(scope);
  const std::uint32_t offset = system_tables::method_offset(method);
  for (const rows::OperatorClass& row : system_tables::classes()) {
    if (row.method != offset || !row.versions.has(scope.version) || !wanted(row)) continue;
    const auto schema = memo.schema_of(row.extension);
    if (schema) call(info_of(row, *schema));
  }
  if (scope.source == nullptr) return;
  std::vector<OperatorClassInfo> users;
  scope.source->classes(method, users);
  for (const OperatorClassInfo& found : users) call(found);
}

}  // namespace

std::optional<OperatorClassInfo> default_class(const TypeScope& scope, std::string_view method,
                                               TypeId type) {
  type = base_type(scope, type);
  const char category = type_category(scope, type);
  std::optional<OperatorClassInfo> compatible;
  int preferred_count = 0;
  int other_count = 0;
  std::optional<OperatorClassInfo> same;
  each_class(
      scope, method,
      [&](const rows::OperatorClass& row) { return row.is_default != 0 && row.type == type; },
      [&](const OperatorClassInfo& found) {
        if (found.is_default && found.type == type && !same) same = found;
      });
  if (same) return same;
  each_class(
      scope, method, [](const rows::OperatorClass& row) { return row.is_default != 0; },
      [&](const OperatorClassInfo& found) {
        if (!found.is_default || !is_binary_coercible(scope, type, found.type)) return;
        if (is_preferred(scope, category, found.type)) {
          ++preferred_count;
          compatible = found;
        } else if (preferred_count == 0) {
          ++other_count;
          compatible = found;
        }
      });
  if (preferred_count == 1 || (preferred_count == 0 && other_count == 1)) return compatible;
  return std::nullopt;
}

void require_comparison(const TypeScope& scope, std::string_view method,
                        const OperatorClassInfo& found, TypeId type) {
  if (method != "gin" || found.type != types::anyarray) return;
  const TypeId element = element_type(scope, base_type(scope, type));
  if (element == 0 || ordering_of(scope, element).has_less) return;
  fail("42883", core::format("could not identify a comparison function for type {}",
                             display_type(scope, element)));
}

std::optional<OperatorClassInfo> find_class(const TypeScope& scope, std::string_view method,
                                            std::string_view schema, std::string_view name) {
  std::vector<OperatorClassInfo> classes;
  each_class(
      scope, method, [&](const rows::OperatorClass& row) { return text(row.name) == name; },
      [&](const OperatorClassInfo& found) { classes.push_back(found); });
  const auto find_in = [&](std::string_view in) -> std::optional<OperatorClassInfo> {
    for (const OperatorClassInfo& found : classes) {
      if (found.name == name && found.schema == in) return found;
    }
    return std::nullopt;
  };
  if (!schema.empty()) return find_in(schema);
  for (const std::string& in : scope.path) {
    if (auto found = find_in(in)) return found;
  }
  return std::nullopt;
}

std::string_view family_operator(const TypeScope& scope, std::string_view method,
                                 std::string_view family, TypeId left, TypeId right, int strategy) {
  ExtensionMemo memo(scope);
  for (const rows::ClassMember& row : system_tables::class_members()) {
    if (row.strategy == strategy && row.left == left && row.right == right && row.purpose == 's' &&
        text(row.family) == family && text(row.method) == method &&
        row.versions.has(scope.version) && memo.schema_of(row.extension)) {
      return text(row.operator_name);
    }
  }
  return scope.source == nullptr
             ? std::string_view()
             : scope.source->family_operator(method, family, left, right, strategy);
}

bool is_in_family(const TypeScope& scope, std::string_view method, std::string_view family,
                  const OperatorInfo& found) {
  ExtensionMemo memo(scope);
  for (const rows::ClassMember& row : system_tables::class_members()) {
    if (row.left == found.left && row.right == found.right && row.purpose == 's' &&
        text(row.operator_name) == found.name && text(row.family) == family &&
        text(row.method) == method && row.versions.has(scope.version) &&
        memo.schema_of(row.extension) == found.schema) {
      return true;
    }
  }
  for (int strategy = 1; strategy < 64 && scope.source != nullptr; ++strategy) {
    if (scope.source->family_operator(method, family, found.left, found.right, strategy) ==
        found.name) {
      return true;
    }
  }
  return false;
}

Ordering ordering_of(const TypeScope& scope, TypeId type) {
  type = base_type(scope, type);
  Ordering ordering;
  const TypeInfo info = type_info(scope, type);
  const auto btree = default_class(scope, "btree", type);
  const auto hash = default_class(scope, "hash", type);
  ordering.has_less = btree.has_value();
  ordering.has_equal = btree.has_value() || hash.has_value();
  ordering.can_hash = hash.has_value();
  const auto limit = [&](TypeId part) {
    const Ordering of_part = ordering_of(scope, part);
    ordering.has_equal &= of_part.has_equal;
    ordering.has_less &= of_part.has_less;
    ordering.can_hash &= of_part.can_hash;
  };
  if (btree && btree->type == types::anyarray) limit(info.element);
  if (btree && btree->type == types::record && info.kind == 'c') {
    for (const AttributeInfo& attribute : composite_attributes(scope, type)) {
      limit(attribute.type.id);
    }
  }
  if (info.kind == 'r' || info.kind == 'm') {
    ordering.can_hash &= ordering_of(scope, info.subtype).can_hash;
  }
  return ordering;
}

}  // namespace plumbline::sql
