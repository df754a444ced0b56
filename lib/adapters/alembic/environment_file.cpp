#include "adapters/alembic/environment_file.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "adapters/alembic/python_lexer.hpp"

namespace plumbline::adapters::alembic {

namespace {

/// Any of these may put another URL, or a connection, in the place of the configured one.
constexpr auto other_ways =
    std::to_array<std::string_view>({"attributes", "create_async_engine", "create_engine", "dotenv",
                                     "environ", "exec(", "file_config", "get_url", "get_x_argument",
                                     "getenv", "set_main_option", "set_section_option", "setattr"});

constexpr std::string_view make_engine = "engine_from_config(";
constexpr std::string_view url_key = "sqlalchemy.url";

/// The text without comments, and without blanks outside strings. Strings stay: a formatted one may
/// hold code.
std::string condense(std::string_view text) {
  std::string code;
  code.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '#') {
      at = find_newline(text, at);
    } else if (c == '"' || c == '\'') {
      const std::size_t end = std::min(string_end(text, at), text.size());
      code += text.substr(at, end - at);
      at = end;
    } else {
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\\') code.push_back(c);
      ++at;
    }
  }
  return code;
}

/// Whether `follows(rest)` holds behind each `what` in `code`, and there is one.
template <typename Follows>
bool always(std::string_view code, std::string_view what, Follows follows) {
  std::size_t found = code.find(what);
  if (found == std::string_view::npos) return false;
  for (; found != std::string_view::npos; found = code.find(what, found + 1)) {
    if (!follows(code.substr(0, found), code.substr(found + what.size()))) return false;
  }
  return true;
}

bool is_section_of_file(std::string_view arguments) {
  constexpr std::string_view section = "config.get_section(config.config_ini_section";
  if (!arguments.starts_with(section)) return false;
  arguments.remove_prefix(section.size());
  return arguments.starts_with("),") || arguments.starts_with(",{}),");
}

}  // namespace

bool takes_url_from_configuration(std::string_view text) {
  const std::string code = condense(text);
  const auto is_used = [&](std::string_view name) { return code.find(name) != std::string::npos; };
  if (std::ranges::any_of(other_ways, is_used)) return false;
  const bool has_file = always(code, "config=", [](std::string_view before, std::string_view rest) {
    return rest.starts_with("context.config") && !before.ends_with('.');
  });
  const bool has_engine = always(code, make_engine, [](std::string_view, std::string_view rest) {
    return is_section_of_file(rest);
  });
  const bool is_only_read =
      !is_used(url_key) || always(code, url_key, [](std::string_view before, std::string_view) {
        return before.ends_with("config.get_main_option(\"") ||
               before.ends_with("config.get_main_option('");
      });
  constexpr std::string_view argument = "url=";
  const bool is_only_passed =
      !is_used(argument) || always(code, argument, [](std::string_view, std::string_view rest) {
        return rest.starts_with("config.get_main_option(") || rest.starts_with("url,");
      });
  return has_file && has_engine && is_only_read && is_only_passed;
}

}  // namespace plumbline::adapters::alembic
