/// [tool.alembic] of a pyproject.toml. The only file of this adapter that reads TOML.

#include <algorithm>

#include "adapters/alembic/configuration.hpp"
#include "system/format.hpp"
#include "system/toml.hpp"

namespace plumbline::adapters::alembic {

namespace {

Position position_of(const toml::source_position& at, const std::string& file) {
  Position where;
  where.file = file;
  where.line = static_cast<int>(at.line);
  where.column = static_cast<int>(at.column);
  return where;
}

TomlValue value_of(const toml::node& node, const std::string& file) {
  TomlValue value;
  value.where = position_of(node.source().begin, file);
  if (const auto* text = node.as_string()) {
    value.value = text->get();
  } else if (const auto* truth = node.as_boolean()) {
    value.value = truth->get();
  } else if (const auto* number = node.as_integer()) {
    value.value = number->get();
  } else if (const auto* list = node.as_array()) {
    std::vector<std::string> texts;
    for (const toml::node& item : *list) {
      if (const auto* each = item.as_string()) texts.push_back(each->get());
    }
    if (texts.size() == list->size()) value.value = std::move(texts);
  }
  return value;
}

}  // namespace

const TomlValue* Toml::find(std::string_view key) const {
  const auto found =
      std::ranges::find_if(values, [&](const auto& pair) { return pair.first == key; });
  return found == values.end() ? nullptr : &found->second;
}

Toml read_toml(std::string_view text, const std::string& file) {
  Toml result;
  const auto parsed = system::parse_toml(text);
  if (const auto* error = std::get_if<system::TomlFault>(&parsed)) {
    const toml::source_position& begin = error->source.begin;
    result.fault = ConfigFault{system::format("TOMLDecodeError: {} (at line {}, column {})",
                                              error->description, begin.line, begin.column),
                               true, position_of(begin, file)};
    return result;
  }
  const toml::table* tool = std::get<toml::table>(parsed)["tool"].as_table();
  const toml::node* alembic = tool == nullptr ? nullptr : tool->get("alembic");
  if (alembic == nullptr) return result;
  const toml::table* table = alembic->as_table();
  if (table == nullptr) {
    result.fault =
        ConfigFault{"Incorrect TOML format", false, position_of(alembic->source().begin, file)};
    return result;
  }
  result.has_table = true;
  for (const auto& [key, node] : *table)
    result.values.emplace_back(std::string(key.str()), value_of(node, file));
  return result;
}

}  // namespace plumbline::adapters::alembic
