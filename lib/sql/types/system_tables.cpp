#include "sql/types/system_tables.hpp"

#include <algorithm>
#include <array>

namespace plumbline::sql::system_tables {

namespace {

using namespace system_rows;

// Longer than compilers have to allow; those in use do.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
constexpr char all_text[] =
#include "sql/types/system_names.inc"
    ;
#pragma GCC diagnostic pop
constexpr Type all_types[] = {
#include "sql/types/system_types.inc"
};
constexpr std::uint16_t all_types_by_name[] = {
#include "sql/types/system_types_by_name.inc"
};
constexpr Function all_functions[] = {
#include "sql/types/system_functions.inc"
};
constexpr std::uint32_t all_lists[] = {
#include "sql/types/system_argument_lists.inc"
};
constexpr Operator all_operators[] = {
#include "sql/types/system_operators.inc"
};
constexpr Cast all_casts[] = {
#include "sql/types/system_casts.inc"
};
constexpr OperatorClass all_classes[] = {
#include "sql/types/system_classes.inc"
};
constexpr ClassMember all_class_members[] = {
#include "sql/types/system_class_members.inc"
};
constexpr Relation all_relations[] = {
#include "sql/types/system_relations.inc"
};
constexpr Column all_columns[] = {
#include "sql/types/system_columns.inc"
};
constexpr Named all_names[] = {
#include "sql/types/system_name_lists.inc"
};
constexpr Method all_methods[] = {
#include "sql/types/system_methods.inc"
};
constexpr Extension all_extensions[] = {
#include "sql/types/system_extensions.inc"
};

constexpr std::size_t id_count = all_types[std::size(all_types) - 1].id + 1;

/// For each id its first row; one more at the end. Rows are in the order of ids.
constexpr auto first_rows = [] {
  std::array<std::uint16_t, id_count + 1> rows{};
  std::size_t row = 0;
  for (std::size_t id = 0; id < id_count; ++id) {
    while (row < std::size(all_types) && all_types[row].id < id) ++row;
    rows[id] = static_cast<std::uint16_t>(row);
  }
  rows[id_count] = static_cast<std::uint16_t>(std::size(all_types));
  return rows;
}();

/// Offsets by number.
constexpr auto extension_names = [] {
  std::array<std::uint32_t, 256> names{};
  for (const Extension& row : all_extensions) names[row.extension] = row.name;
  return names;
}();

template <typename Row>
std::span<const Row> rows_named(std::span<const Row> rows, std::string_view name) noexcept {
  const auto first = std::lower_bound(
      rows.begin(), rows.end(), name,
      [](const Row& row, std::string_view wanted) { return text(row.name) < wanted; });
  auto last = first;
  if (first != rows.end() && text(first->name) == name) {
    while (last != rows.end() && last->name == first->name) ++last;
  }
  return rows.subspan(static_cast<std::size_t>(first - rows.begin()),
                      static_cast<std::size_t>(last - first));
}

}  // namespace

std::string_view text(std::uint32_t offset) noexcept { return all_text + offset; }

std::uint8_t extension_number(std::string_view name) noexcept {
  for (const Extension& row : all_extensions) {
    if (text(row.name) == name) return row.extension;
  }
  return 0;
}

std::string_view extension_name(std::uint8_t number) noexcept {
  return number == 0 ? std::string_view() : text(extension_names[number]);
}

std::uint32_t method_offset(std::string_view name) noexcept {
  for (const Method& row : all_methods) {
    if (text(row.name) == name) return row.name;
  }
  return 0;
}

const Type* find_type_row(TypeId id, int version) noexcept {
  for (const Type& row : types_of_id(id)) {
    if (row.versions.has(version)) return &row;
  }
  return nullptr;
}

std::span<const Type> types_of_id(TypeId id) noexcept {
  if (id >= id_count) return {};
  const std::size_t first = first_rows[id];
  return types().subspan(first, first_rows[id + 1] - first);
}

std::span<const std::uint16_t> types_named(std::string_view name) noexcept {
  const std::span<const std::uint16_t> places(all_types_by_name);
  const auto first = std::lower_bound(places.begin(), places.end(), name,
                                      [](std::uint16_t place, std::string_view wanted) {
                                        return text(all_types[place].name) < wanted;
                                      });
  auto last = first;
  if (first != places.end() && text(all_types[*first].name) == name) {
    while (last != places.end() && all_types[*last].name == all_types[*first].name) ++last;
  }
  return places.subspan(static_cast<std::size_t>(first - places.begin()),
                        static_cast<std::size_t>(last - first));
}

std::span<const Function> functions_named(std::string_view name) noexcept {
  return rows_named(functions(), name);
}

std::span<const std::uint32_t> list(std::size_t first, std::size_t count) noexcept {
  return std::span<const std::uint32_t>(all_lists).subspan(first, count);
}

std::span<const Operator> operators_named(std::string_view name) noexcept {
  return rows_named(operators(), name);
}

std::span<const Cast> casts_between(TypeId source, TypeId target) noexcept {
  const std::span<const Cast> rows(all_casts);
  const auto first =
      std::lower_bound(rows.begin(), rows.end(), std::pair(source, target),
                       [](const Cast& row, const std::pair<TypeId, TypeId>& wanted) {
                         return std::pair<TypeId, TypeId>(row.source, row.target) < wanted;
                       });
  auto last = first;
  while (last != rows.end() && last->source == source && last->target == target) ++last;
  return rows.subspan(static_cast<std::size_t>(first - rows.begin()),
                      static_cast<std::size_t>(last - first));
}

std::span<const Type> types() noexcept { return all_types; }
std::span<const Function> functions() noexcept { return all_functions; }
std::span<const Operator> operators() noexcept { return all_operators; }
std::span<const Cast> casts() noexcept { return all_casts; }
std::span<const OperatorClass> classes() noexcept { return all_classes; }
std::span<const ClassMember> class_members() noexcept { return all_class_members; }
std::span<const Relation> relations() noexcept { return all_relations; }
std::span<const Column> columns() noexcept { return all_columns; }
std::span<const Named> names() noexcept { return all_names; }
std::span<const Method> methods() noexcept { return all_methods; }
std::span<const Extension> extensions() noexcept { return all_extensions; }

}  // namespace plumbline::sql::system_tables
