/// ALTER COLUMN … TYPE that writes the table anew. Which changes do not was measured on 15.
#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

/// A type as the catalog prints it, taken apart: "character varying", 40.
struct Type {
  std::string name;
  int first = -1;  ///< -1 = without limit
  int second = -1;
};

Type read_type(std::string_view text) {
  Type type;
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) return {std::string(text)};
  const std::size_t close = text.find(')', open);
  type.name = text.substr(0, open);
  if (close != std::string_view::npos) type.name += text.substr(close + 1);
  const char* const begin = text.data() + open + 1;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(begin, end, type.first);
  if (first.ptr < end && *first.ptr == ',') std::from_chars(first.ptr + 1, end, type.second);
  return type;
}

/// The new type in the same form; the name "" for what has none here.
Type read_type(const Node& type_name) {
  constexpr std::array<std::array<std::string_view, 2>, 12> names = {{
      {"varchar", "character varying"},
      {"bpchar", "character"},
      {"int2", "smallint"},
      {"int4", "integer"},
      {"int8", "bigint"},
      {"float4", "real"},
      {"float8", "double precision"},
      {"bool", "boolean"},
      {"timestamp", "timestamp without time zone"},
      {"timestamptz", "timestamp with time zone"},
      {"time", "time without time zone"},
      {"varbit", "bit varying"},
  }};
  Type type;
  if (!type_name["arrayBounds"].empty()) return type;
  const std::string_view name = last_name(type_name["names"]);
  type.name = name;
  for (const auto& [internal, shown] : names) {
    if (internal == name) type.name = shown;
  }
  const Node limits = type_name["typmods"];
  if (limits.size() > 0) type.first = static_cast<int>(limits.at(0)["ival"].number("ival"));
  if (limits.size() > 1) type.second = static_cast<int>(limits.at(1)["ival"].number("ival"));
  return type;
}

/// A limit that does not get tighter: -1 is none.
bool is_wider(int before, int after) { return after == -1 || (before != -1 && after >= before); }

bool keeps_rows(const Type& before, const Type& after) {
  const bool was_text = before.name == "character varying" || before.name == "text";
  const bool is_text = after.name == "character varying" || after.name == "text";
  if (was_text && is_text) return is_wider(before.first, after.first);
  if (before.name == "cidr" && after.name == "inet") return true;
  if (before.name != after.name) return false;
  if (before.name == "numeric") {
    const int scale_before = std::max(before.second, 0);
    const int scale_after = std::max(after.second, 0);
    return after.first == -1 ||
           (before.first != -1 && after.first >= before.first && scale_before == scale_after);
  }
  if (before.name == "character" || before.name == "bit") return before.first == after.first;
  return is_wider(before.first, after.first);
}

/// USING that only names the column, perhaps cast to its new type.
bool only_casts(const Node& value, std::string_view column) {
  Node inner = value;
  while (inner.is_a("TypeCast")) inner = inner["arg"];
  return inner.is_a("ColumnRef") && last_name(inner["fields"]) == column;
}

}  // namespace

void type_change(const Step& step, Scene& scene) {
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    if (command.text("subtype") != "AT_AlterColumnType") return;
    const std::string_view column = command.text("name");
    const Node definition = command["def"];
    const std::string before = scene.column_type(table, column);
    const Type after = read_type(definition["typeName"]);
    const Node value = definition["raw_default"];
    const bool is_plain = !value || only_casts(value, column);
    if (!before.empty() && is_plain && keeps_rows(read_type(before), after)) return;
    scene.report("script/type-change",
                 core::format("the new type of \"{}.{}\" {} the table and its indexes be written "
                              "anew, locked against everything",
                              table, column, before.empty() ? "may make" : "makes"),
                 core::format("{}.{}", table, column));
  });
}

}  // namespace plumbline::checks::script
