#include "adapters/alembic/run/url_ways.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/alembic/python_lexer.hpp"

namespace plumbline::adapters::alembic {

namespace {

bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// What the last word of a variable's name stands for.
struct Ending {
  std::string_view end;
  std::string_view value;
};
constexpr auto endings = std::to_array<Ending>({
    {"URL", "{url}"},
    {"URI", "{url}"},
    {"DSN", "{url}"},
    {"HOSTNAME", "{host}"},
    {"HOST", "{host}"},
    {"SERVER", "{host}"},
    {"PORT", "{port}"},
    {"USERNAME", "{user}"},
    {"USER", "{user}"},
    {"PASSWORD", "{password}"},
    {"PASSWD", "{password}"},
    {"PASS", "{password}"},
    {"DBNAME", "{dbname}"},
    {"NAME", "{dbname}"},
    {"DATABASE", "{dbname}"},
    {"DB", "{dbname}"},
});
/// One of these says that a database is meant, and no cache or mail server.
constexpr auto subjects = std::to_array<std::string_view>(
    {"DB", "DATABASE", "PG", "POSTGRES", "SQL", "ALEMBIC", "MIGRAT"});

constexpr auto own_settings = std::to_array<std::pair<const char*, const char*>>({
    {"PGHOST", "{server}"},
    {"PGPORT", "{port}"},
    {"PGUSER", "{user}"},
    {"PGPASSWORD", "{password}"},
    {"PGDATABASE", "{dbname}"},
});

std::string_view template_of_variable(std::string_view name) {
  const auto is_plain = [](char c) { return is_upper(c) || is_digit(c) || c == '_'; };
  if (name.empty() || !std::ranges::all_of(name, is_plain)) return {};
  const bool is_meant = std::ranges::any_of(subjects, [&](std::string_view subject) {
    return name.find(subject) != std::string_view::npos;
  });
  if (!is_meant) return {};
  const auto found = std::ranges::find_if(
      endings, [&](const Ending& ending) { return name.ends_with(ending.end); });
  return found == endings.end() ? std::string_view() : found->value;
}

/// "url", "db_url", "database-uri=" …
bool is_url_argument(std::string_view name) {
  constexpr auto ends = std::to_array<std::string_view>({"url", "uri", "dsn"});
  const auto is_plain = [](char c) { return is_lower(c) || c == '_' || c == '-' || c == '.'; };
  return std::ranges::all_of(name, is_plain) && name.size() <= 32 &&
         std::ranges::any_of(ends, [&](std::string_view end) { return name.ends_with(end); });
}

/// The inside of a plain string literal that begins at its prefix or quote.
std::string_view inside(std::string_view literal) {
  const std::size_t quote = literal.find_first_of("'\"");
  if (quote == std::string_view::npos) return {};
  literal.remove_prefix(quote);
  const bool is_triple = literal.starts_with("'''") || literal.starts_with("\"\"\"");
  const std::size_t width = is_triple ? 3 : 1;
  if (literal.size() < 2 * width) return {};
  return literal.substr(width, literal.size() - 2 * width);
}

}  // namespace

UrlWays find_url_ways(std::string_view text) {
  UrlWays ways;
  ways.variables["DATABASE_URL"] = "{url}";
  const bool has_arguments = text.find("get_x_argument") != std::string_view::npos;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '#') {
      at = find_newline(text, at);
    } else if (c == '"' || c == '\'') {
      const std::size_t end = std::min(string_end(text, at), text.size());
      std::string_view name = inside(text.substr(at, end - at));
      const std::string_view value = template_of_variable(name);
      if (!value.empty()) ways.variables.emplace(name, value);
      if (name.ends_with('=')) name.remove_suffix(1);
      if (has_arguments && is_url_argument(name))
        ways.arguments.push_back(std::string(name) + "={url}");
      at = std::max(end, at + 1);
    } else {
      ++at;
    }
  }
  // What has no setting in it may rely on libpq's own.
  for (const auto& [name, value] : own_settings) ways.variables.emplace(name, value);
  std::ranges::sort(ways.arguments);
  ways.arguments.erase(std::unique(ways.arguments.begin(), ways.arguments.end()),
                       ways.arguments.end());
  ways.is_async = text.find("create_async_engine") != std::string_view::npos ||
                  text.find("async_engine_from_config") != std::string_view::npos ||
                  text.find("AsyncEngine") != std::string_view::npos;
  return ways;
}

std::string_view drivername_of(std::string_view url) noexcept {
  const std::size_t end = url.find("://");
  if (end == std::string_view::npos) return {};
  const std::string_view name = url.substr(0, end);
  return name == "postgresql" || name.starts_with("postgresql+") ? name : std::string_view();
}

}  // namespace plumbline::adapters::alembic
