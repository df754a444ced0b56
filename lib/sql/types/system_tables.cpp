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

constexpr std::size_t hash(std::string_view name) {
  std::uint32_t value = 2166136261U;  // FNV-1a
  for (const char c : name) value = (value ^ static_cast<unsigned char>(c)) * 16777619U;
  return value;
}

/// Types are asked for by name for every column: by the hash of a name the first of its places,
/// or in the next slots; the count of all where there is none.
constexpr auto type_slots = [] {
  std::array<std::uint16_t, 2048> slots{};
  static_assert(std::size(all_types_by_name) < slots.size() / 2);
  for (std::uint16_t& slot : slots) slot = std::size(all_types_by_name);
  std::uint32_t last = 0;
  for (std::size_t at = 0; at < std::size(all_types_by_name); ++at) {
    const std::uint32_t name = all_types[all_types_by_name[at]].name;
    if (at > 0 && name == last) continue;
    last = name;
    std::size_t slot = hash(all_text + name);
    while (slots[slot % slots.size()] != std::size(all_types_by_name)) ++slot;
    slots[slot % slots.size()] = static_cast<std::uint16_t>(at);
  }
  return slots;
}();

bool is_text(std::uint32_t offset, std::string_view wanted) noexcept {
  const char* const text = all_text + offset;
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    if (text[at] != wanted[at] || text[at] == '\0') return false;
  }
  return text[wanted.size()] == '\0';
}

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
  for (std::size_t slot = hash(name);; ++slot) {
    const std::size_t first = type_slots[slot % type_slots.size()];
    if (first == std::size(all_types_by_name)) return {};
    if (!is_text(all_types[places[first]].name, name)) continue;
    std::size_t last = first;
    while (last != places.size() && all_types[places[last]].name == all_types[places[first]].name)
      ++last;
    return places.subspan(first, last - first);
  }
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
