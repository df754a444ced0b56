#include "project/config_node.hpp"

#include <algorithm>

namespace plumbline::project {

Position ConfigNodes::position(const toml::source_region& region) const {
  return {.file = file_,
          .line = static_cast<int>(region.begin.line),
          .column = static_cast<int>(region.begin.column)};
}

void ConfigNodes::refuse(const toml::source_region& region, std::string_view message) const {
  const Position where = position(region);
  throw Error(Status::configuration,
              {.message = system::format("{}:{}: {}", system::escape_for_display(where.file),
                                         where.line, system::escape_for_display(message, 300)),
               .detail = "",
               .hint = "",
               .sqlstate = "",
               .where = where});
}

std::string ConfigNodes::text(const toml::node& node, std::string_view key) const {
  if (const auto* value = node.as_string(); value != nullptr && !value->get().empty())
    return value->get();
  refuse(node.source(), system::format("\"{}\" is not a text that says something", key));
}

bool ConfigNodes::flag(const toml::node& node, std::string_view key) const {
  const auto* const value = node.as_boolean();
  if (value == nullptr)
    refuse(node.source(), system::format("\"{}\" is neither true nor false", key));
  return value->get();
}

std::vector<std::string> ConfigNodes::texts(const toml::node& node, std::string_view key) const {
  const toml::array* const list = node.as_array();
  if (list == nullptr) refuse(node.source(), system::format("\"{}\" is not a list of texts", key));
  std::vector<std::string> result;
  for (const toml::node& element : *list) result.push_back(text(element, key));
  return result;
}

std::vector<const toml::table*> ConfigNodes::tables(const toml::node& node,
                                                    std::string_view key) const {
  const auto refuse_form = [&](const toml::node& at, std::string_view name) {
    refuse(at.source(), system::format("\"{}\" is written [[{}]], once for each",
                                       name.substr(name.rfind('.') + 1), name));
  };
  const toml::array* const list = node.as_array();
  if (list == nullptr) refuse_form(node, key);
  std::vector<const toml::table*> result;
  for (const toml::node& element : *list) {
    result.push_back(element.as_table());
    if (result.back() == nullptr) refuse_form(element, key);
  }
  return result;
}

std::string ConfigNodes::required(const toml::table& table, std::string_view key,
                                  std::string_view what) const {
  if (const toml::node* node = table.get(key)) return text(*node, key);
  refuse(table.source(), system::format("the {} has no \"{}\"", what, key));
}

}  // namespace plumbline::project
