#include "gate/classify/error_names.hpp"

#include <algorithm>
#include <array>

#include "sql/error_conditions.hpp"

namespace plumbline::gate {

namespace {

struct Named {
  std::string_view name;
  std::string_view sqlstate;
};

/// asyncpg's own names, where they are not those of PostgreSQL's conditions.
constexpr std::array own_names = {
    Named{"AssertError", "P0004"},
    Named{"ClientCannotConnectError", "08001"},
    Named{"ConnectionRejectionError", "08004"},
    Named{"DataError", "22000"},
    Named{"InternalServerError", "XX000"},
    Named{"PostgresConnectionError", "08000"},
    Named{"PostgresIOError", "58030"},
    Named{"PostgresSyntaxError", "42601"},
    Named{"PostgresSystemError", "58000"},
    Named{"RaiseError", "P0001"},
    Named{"SerializationError", "40001"},
};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// "InFailedSQLTransaction" → "in_failed_sql_transaction".
std::string condition_name(std::string_view camel) {
  std::string name;
  for (std::size_t i = 0; i < camel.size(); ++i) {
    const bool begins_word =
        i > 0 && is_upper(camel[i]) &&
        (is_lower(camel[i - 1]) || (i + 1 < camel.size() && is_lower(camel[i + 1])));
    if (begins_word) name += '_';
    name += is_upper(camel[i]) ? static_cast<char>(camel[i] - 'A' + 'a') : camel[i];
  }
  return name;
}

std::string_view of_condition(std::string_view camel) {
  const auto found = sql::find_conditions(condition_name(camel));
  return found.empty() ? std::string_view() : found.front().sqlstate;
}

}  // namespace

std::string sqlstate_of_class(std::string_view qualified_class) {
  const std::size_t dot = qualified_class.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view module = qualified_class.substr(0, dot);
  std::string_view name = qualified_class.substr(dot + 1);
  // psycopg sets names that Python has itself apart by an underscore.
  if (module == "psycopg2.errors" || module == "psycopg.errors") {
    if (name.ends_with('_')) name.remove_suffix(1);
    return std::string(of_condition(name));
  }
  if (!module.starts_with("asyncpg.exceptions")) return {};
  const auto own = std::ranges::find(own_names, name, &Named::name);
  if (own != own_names.end()) return std::string(own->sqlstate);
  constexpr std::string_view ending = "Error";
  if (name.ends_with(ending)) {
    const std::string_view found = of_condition(name.substr(0, name.size() - ending.size()));
    if (!found.empty()) return std::string(found);
  }
  return std::string(of_condition(name));
}

bool is_sqlstate(std::string_view text) noexcept {
  return text.size() == 5 &&
         std::ranges::all_of(text, [](char c) { return is_upper(c) || (c >= '0' && c <= '9'); });
}

std::string_view named_sqlstate(std::string_view line) noexcept {
  for (const std::string_view word : {"SQLSTATE", "sqlstate", "'C'", "code:"}) {
    for (std::size_t at = line.find(word); at != std::string_view::npos;
         at = line.find(word, at + 1)) {
      std::string_view rest = line.substr(at + word.size());
      rest.remove_prefix(std::min(rest.find_first_not_of(" :=[('\""), rest.size()));
      const std::string_view code = rest.substr(0, 5);
      const bool ends = rest.size() <= 5 || !(is_upper(rest[5]) || is_lower(rest[5]));
      if (is_sqlstate(code) && ends) return code;
    }
  }
  return {};
}

}  // namespace plumbline::gate
