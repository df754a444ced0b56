#include "core/schema/system_names.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "core/schema/expression_name.hpp"
#include "core/schema/qualified_name.hpp"

namespace plumbline::core {

namespace {

constexpr std::size_t longest_name = 63;  // NAMEDATALEN - 1
constexpr std::size_t npos = std::string_view::npos;

/// At most `size` bytes of `text`, cut on a character (pg_mbcliplen of UTF-8).
std::string_view clipped(std::string_view text, std::size_t size) noexcept {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80) --size;
  return text.substr(0, size);
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// What an index calls the column that `item` of its list makes: "note text_pattern_ops" is note.
std::string index_column_name(std::string_view item) {
  const std::vector<std::size_t> ends = dotted_name_ends(item);
  const std::size_t name = ends.empty() ? 0 : ends.back();
  if (name > 0 && (name == item.size() || item[name] == ' '))
    return own_identifier(item.substr(0, name));
  const std::size_t open = item.find('(');
  if (open == npos) return "expr";
  const std::size_t close = closing_bracket(item.substr(open));
  return expression_name(close == npos ? item : item.substr(0, open + close + 1));
}

/// Told apart by numbers where several are called alike (ChooseIndexColumnNames).
std::vector<std::string> index_column_names(const CatalogObject& index, std::string_view list) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view item) {
    const std::string name = index_column_name(item);
    std::string chosen = name;
    for (int number = 1; std::ranges::find(names, chosen) != names.end(); ++number) {
      const std::string digits = std::to_string(number);
      chosen = std::string(clipped(name, longest_name - digits.size())) + digits;
    }
    names.push_back(std::move(chosen));
  };
  for (const std::string_view item : list_items(list)) add(item);
  for (const std::string_view item : list_items(index.property("include"))) add(item);
  return names;
}

/// ChooseIndexNameAddition: joined by underscores, no more than needed.
std::string addition(std::span<const std::string> columns) {
  std::string text;
  for (const std::string& column : columns) {
    if (!text.empty()) text += '_';
    text += column;
    if (text.size() > longest_name) break;
  }
  return text;
}

std::vector<std::string> identifiers(std::string_view list) {
  std::vector<std::string> names;
  for (const std::string_view item : list_items(list)) names.push_back(own_identifier(item));
  return names;
}

/// Whether `name` is what PostgreSQL makes of these, with or without a number behind.
bool is_made_of(std::string_view name, std::string_view first, std::string_view second,
                std::string_view label) {
  std::size_t digits = name.size();
  while (digits > 0 && is_digit(name[digits - 1])) --digits;
  const std::string_view number = name.substr(digits);
  if (number.starts_with('0')) return false;
  std::string numbered(label);
  numbered += number;
  return name == make_object_name(first, second, numbered);
}

/// A check is named after the one column that it reads, else after the table alone.
bool is_system_check(const Schema& schema, const CatalogObject& check, std::string_view name,
                     std::string_view table) {
  if (is_made_of(name, table, "", "check")) return true;
  const std::vector<std::string> columns = identifiers(check.property("columns"));
  if (columns.size() == 1) return is_made_of(name, table, columns.front(), "check");
  if (!columns.empty()) return false;
  const std::string_view expression = check.property("expression");
  const auto objects = schema.objects();
  return std::ranges::any_of(objects[check.parent].children, [&](ObjectIndex child) {
    if (objects[child].kind != ObjectKind::column) return false;
    const std::string column = own_identifier(objects[child].name);
    return expression.find(column) != npos && is_made_of(name, table, column, "check");
  });
}

bool is_system_constraint(const Schema& schema, const CatalogObject& constraint) {
  const std::string name = own_identifier(constraint.name);
  const std::string table = own_identifier(schema.objects()[constraint.parent].name);
  const std::string_view type = constraint.property("type");
  const auto columns = [&] { return addition(identifiers(constraint.property("columns"))); };
  if (type == "primary key") return is_made_of(name, table, "", "pkey");
  if (type == "check") return is_system_check(schema, constraint, name, table);
  if (type == "foreign key") return is_made_of(name, table, columns(), "fkey");
  if (type == "not null") return is_made_of(name, table, columns(), "not_null");
  if (type == "unique") {
    const auto names = index_column_names(constraint, constraint.property("columns"));
    return is_made_of(name, table, addition(names), "key");
  }
  if (type == "exclude") {
    const auto names = index_column_names(constraint, constraint.property("elements"));
    return is_made_of(name, table, addition(names), "excl");
  }
  return false;
}

bool is_system_index(const Schema& schema, const CatalogObject& index) {
  if (index.parent == no_object) return false;
  const std::string table = own_identifier(schema.objects()[index.parent].name);
  const auto names = index_column_names(index, index.property("columns"));
  return is_made_of(own_identifier(index.name), table, addition(names), "idx");
}

bool is_system_sequence(const CatalogObject& sequence) {
  std::string_view column = sequence.property("identity");
  if (column.empty()) column = sequence.property("owned_by");
  const std::vector<std::string> parts = name_parts(column);
  if (parts.size() < 2) return false;
  return is_made_of(own_identifier(sequence.name), parts[parts.size() - 2], parts.back(), "seq");
}

}  // namespace

std::string make_object_name(std::string_view first, std::string_view second,
                             std::string_view label) {
  const std::size_t overhead = (second.empty() ? 0 : 1) + (label.empty() ? 0 : label.size() + 1);
  const std::size_t available = longest_name - std::min(overhead, longest_name);
  std::size_t first_size = first.size();
  std::size_t second_size = second.size();
  while (first_size + second_size > available) {
    if (first_size > second_size) {
      --first_size;
    } else {
      --second_size;
    }
  }
  std::string name(clipped(first, first_size));
  if (!second.empty()) name.append("_").append(clipped(second, second_size));
  if (!label.empty()) name.append("_").append(label);
  return name;
}

bool is_system_name(const Schema& schema, const CatalogObject& object) {
  switch (object.kind) {
    case ObjectKind::constraint:
      return is_system_constraint(schema, object);
    case ObjectKind::index:
      return is_system_index(schema, object);
    case ObjectKind::sequence:
      return is_system_sequence(object);
    default:
      return false;
  }
}

}  // namespace plumbline::core
