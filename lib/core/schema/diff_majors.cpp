#include "core/schema/diff_majors.hpp"

#include <vector>

#include "core/schema/qualified_name.hpp"

namespace plumbline::core {

namespace {

std::vector<std::string_view> arguments_without_in(std::string_view list) {
  constexpr std::string_view in = "IN ";
  std::vector<std::string_view> items = list_items(list);
  for (std::string_view& item : items) {
    if (item.starts_with(in)) item.remove_prefix(in.size());
  }
  return items;
}

}  // namespace

bool is_printed_otherwise(ObjectKind kind, std::string_view property, std::string_view old,
                          std::string_view now) {
  return kind == ObjectKind::procedure && property == "arguments" &&
         arguments_without_in(old) == arguments_without_in(now);
}

}  // namespace plumbline::core
