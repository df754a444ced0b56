/// Functions and procedures as pg_get_functiondef() prints them; their settings.
#include <algorithm>
#include <charconv>

#include "core/schema/definition/kinds.hpp"
#include "core/schema/quote.hpp"
#include "system/format.hpp"

namespace plumbline::core {

namespace {

/// Settings whose stored value is a list with quoted names: GUC_LIST_QUOTE of guc_tables.c.
constexpr std::string_view lists_of_names[] = {
    "local_preload_libraries",  "search_path",      "session_preload_libraries",
    "shared_preload_libraries", "temp_tablespaces", "unix_socket_directories"};

/// `pg_catalog, "$user"` as `'pg_catalog', '$user'`.
std::string list_as_literals(std::string_view value) {
  SqlList literals;
  for (const std::string_view element : split_list(value)) {
    const std::vector<std::string> names = split_name(element);
    literals.item(quote_standard_literal(
        names.size() == 1 && element.starts_with('"') ? std::string_view(names.front()) : element));
  }
  return literals.text().empty() ? "''" : literals.text();
}

/// One line for each setting.
std::string settings(const Subject& function) {
  std::string lines;
  for (const Property& property : function.object().properties) {
    if (!property.name.starts_with("config:")) continue;
    const std::string_view name = property.name.substr(7);
    lines += " SET " + quote_identifier(name, function.server_version()) + " TO " +
             setting_value(name, property.value) + '\n';
  }
  return lines;
}

/// A number as printf's %g, which is shorter than what the catalog holds.
std::string short_number(std::string_view text) {
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc() ? system::format("{:g}", number) : std::string(text);
}

/// All that stands on one line; "" when all of it is the default.
std::string options(const Subject& function) {
  Sql line("");
  line.add_if(function.has("window"), " WINDOW")
      .clause(" ", function.words("volatility"))
      .clause(" PARALLEL ", function.words("parallel"))
      .add_if(function.has("strict"), " STRICT")
      .add_if(function.has("security_definer"), " SECURITY DEFINER")
      .add_if(function.has("leakproof"), " LEAKPROOF")
      .clause(" COST ", short_number(function.value("cost")))
      .clause(" ROWS ", short_number(function.value("rows")))
      .clause(" SUPPORT ", function.value("support"));
  std::string text = std::move(line).take();
  return text.empty() ? text : text + '\n';
}

/// In dollar quotes that do not occur in it.
std::string dollar_quoted(std::string_view body, std::string_view word) {
  std::string tag = "$" + std::string(word);
  while (body.find(tag) != std::string_view::npos) tag += 'x';
  tag += '$';
  return tag + std::string(body) + tag;
}

}  // namespace

std::string setting_value(std::string_view name, std::string_view value) {
  const bool is_list = std::ranges::find(lists_of_names, name) != std::end(lists_of_names);
  return is_list ? list_as_literals(value) : quote_standard_literal(value);
}

std::string function_definition(const Subject& function) {
  const bool is_function = function.object().kind == ObjectKind::function;
  Sql text("CREATE OR REPLACE ");
  text.add(is_function ? "FUNCTION " : "PROCEDURE ")
      .add(function.name())
      .add("(")
      .add(function.value("arguments"))
      .add(")\n")
      .clause(" RETURNS ", is_function ? function.value("result") : "", "\n")
      .clause(" TRANSFORM ", function.value("transforms"), "\n")
      .clause(" LANGUAGE ", function.value("language"), "\n")
      .add(options(function))
      .add(settings(function));
  if (function.has("sql_body"))
    return std::move(text.add(function.value("sql_body")).add("\n")).take();
  text.add("AS ");
  if (function.has("binary")) text.add(quote_standard_literal(function.value("binary"))).add(", ");
  text.add(dollar_quoted(function.value("body"), is_function ? "function" : "procedure")).add("\n");
  return std::move(text).take();
}

}  // namespace plumbline::core
