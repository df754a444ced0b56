/// Columns in an order that wastes room in each row.
#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

/// Rows are rounded up to 8 bytes, so less gains nothing for certain.
constexpr int least_waste = 8;

/// Of a type without a fixed size both are 0.
struct Fixed {
  int size = 0;
  int alignment = 0;
};

/// typlen and typalign of pg_type.
Fixed fixed_size(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, Fixed>, 15> sizes = {{
      {"bigint", {8, 8}},
      {"timestamp without time zone", {8, 8}},
      {"timestamp with time zone", {8, 8}},
      {"time without time zone", {8, 8}},
      {"timetz", {12, 8}},
      {"interval", {16, 8}},
      {"double precision", {8, 8}},
      {"money", {8, 8}},
      {"integer", {4, 4}},
      {"real", {4, 4}},
      {"date", {4, 4}},
      {"oid", {4, 4}},
      {"smallint", {2, 2}},
      {"boolean", {1, 1}},
      {"uuid", {16, 1}},
  }};
  const auto found = std::ranges::find(sizes, type, &std::pair<std::string_view, Fixed>::first);
  return found == sizes.end() ? Fixed() : found->second;
}

/// Bytes between columns that alignment costs for certain: behind a text nobody knows.
int padding(const std::vector<Fixed>& columns) {
  int offset = 0;
  int wasted = 0;
  bool is_known = true;
  for (const Fixed& column : columns) {
    if (column.size == 0) {
      is_known = false;
      continue;
    }
    const int gap =
        is_known ? (column.alignment - offset % column.alignment) % column.alignment : 0;
    wasted += gap;
    offset = (is_known ? offset + gap : 0) + column.size;
    is_known = is_known || column.alignment == 8;
  }
  return wasted;
}

}  // namespace

void column_order(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (!node.is_a("CreateStmt")) return;
  std::vector<Fixed> columns;
  for_each_new_column(step, scene, [&](const std::string&, const Node& column) {
    columns.push_back(fixed_size(read_type(column["typeName"]).name));
  });
  const int now = padding(columns);
  std::ranges::stable_sort(columns, std::greater(), &Fixed::alignment);
  const int wasted = now - padding(columns);
  if (wasted < least_waste) return;
  const std::string table = scene.name_of(node["relation"]);
  scene.report("script/column-order",
               core::format("the order of columns of \"{}\" wastes {} bytes in each row: wide ones "
                            "first, then narrow ones, then texts",
                            table, wasted),
               table);
}

}  // namespace plumbline::checks::script
