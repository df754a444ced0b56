#include "checks/script/column_type.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace plumbline::checks::script {

namespace {

using Names = std::pair<std::string_view, std::string_view>;

constexpr std::array<Names, 12> catalog_names = {{
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

constexpr std::array<Names, 6> serials = {{
    {"serial", "integer"},
    {"serial4", "integer"},
    {"bigserial", "bigint"},
    {"serial8", "bigint"},
    {"smallserial", "smallint"},
    {"serial2", "smallint"},
}};

template <std::size_t count>
std::string_view look_up(const std::array<Names, count>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name, &Names::first);
  return found == names.end() ? std::string_view() : found->second;
}

}  // namespace

bool is_serial(std::string_view name) noexcept { return !look_up(serials, name).empty(); }

ColumnType read_type(std::string_view text) {
  ColumnType type;
  const std::size_t open = text.find('(');
  const std::size_t close = text.find(')', open);
  if (open == std::string_view::npos || close == std::string_view::npos) {
    type.name = text;
    return type;
  }
  type.name = text.substr(0, open);
  type.name += text.substr(close + 1);
  const char* const end = text.data() + close;
  const auto first = std::from_chars(text.data() + open + 1, end, type.first);
  if (first.ptr < end && *first.ptr == ',') std::from_chars(first.ptr + 1, end, type.second);
  return type;
}

ColumnType read_type(const sql::Node& type_name) {
  ColumnType type;
  const sql::Node names = type_name["names"];
  if (names.empty()) return type;
  const std::string_view name = names.at(names.size() - 1).as_text();
  type.name = name;
  if (const std::string_view shown = look_up(catalog_names, name); !shown.empty())
    type.name = shown;
  if (const std::string_view number = look_up(serials, name); !number.empty()) type.name = number;
  const sql::Node limits = type_name["typmods"];
  if (limits.size() > 0) type.first = static_cast<int>(limits.at(0)["ival"].number("ival"));
  if (limits.size() > 1) type.second = static_cast<int>(limits.at(1)["ival"].number("ival"));
  if (!type_name["arrayBounds"].empty()) type.name += "[]";
  return type;
}

}  // namespace plumbline::checks::script
