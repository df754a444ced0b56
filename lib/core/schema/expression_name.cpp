#include "core/schema/expression_name.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/schema/qualified_name.hpp"

namespace plumbline::core {

namespace {

constexpr std::size_t npos = std::string_view::npos;

std::string_view without_outer_brackets(std::string_view text) noexcept {
  constexpr int most_brackets = 64;  // each costs a look at the whole text
  const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\t'; };
  for (int depth = 0;; ++depth) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    if (!text.starts_with('(') || depth == most_brackets ||
        closing_bracket(text) != text.size() - 1)
      return text;
    text = text.substr(1, text.size() - 2);
  }
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return result;
}

/// The name in pg_type of a type that SQL calls by other words.
std::string type_name(std::string_view sql) {
  struct Alias {
    std::string_view sql;
    std::string_view name;
  };
  constexpr Alias aliases[] = {{"bigint", "int8"},         {"bit varying", "varbit"},
                               {"boolean", "bool"},        {"character varying", "varchar"},
                               {"character", "bpchar"},    {"double precision", "float8"},
                               {"integer", "int4"},        {"real", "float4"},
                               {"smallint", "int2"},       {"timestamp with", "timestamptz"},
                               {"timestamp", "timestamp"}, {"time with", "timetz"}};
  for (const Alias& alias : aliases) {
    // Without its zone a time is not called so.
    if (sql.starts_with(alias.sql) && !sql.substr(alias.sql.size()).starts_with("out"))
      return std::string(alias.name);
  }
  const std::vector<std::size_t> ends = dotted_name_ends(sql);
  return ends.empty() ? std::string(sql) : own_identifier(sql.substr(0, ends.back()));
}

/// What stands behind the last ELSE of a CASE, up to its END.
std::string_view else_part(std::string_view text) noexcept {
  constexpr std::string_view word = "ELSE ";
  const std::size_t at = text.rfind(word);
  const std::size_t end = text.rfind("END");
  if (at == npos || end == npos || end < at) return {};
  return without_outer_brackets(text.substr(at + word.size(), end - at - word.size()));
}

/// The name and whether it is a column's or a function's, which no cast takes away.
struct Name {
  std::string text;
  bool is_strong = false;
};

/// A name with nothing behind it but casts and a collation, or a function's call; absent for other
/// expressions.
std::optional<Name> simple_name(std::string_view text) {
  const std::vector<std::size_t> ends = dotted_name_ends(text);
  if (ends.empty()) return std::nullopt;
  const std::string own = own_identifier(text.substr(0, ends.back()));
  std::string_view behind = text.substr(ends.back());
  const auto ends_here = [](std::string_view rest) {
    return rest.empty() || rest.starts_with("::") || rest.starts_with(" COLLATE ");
  };
  if (own == "ROW" || own == "ARRAY") return Name{lower(own), false};
  if (ends_here(behind) || behind.starts_with('[')) return Name{own, true};
  if (!behind.starts_with('(')) return std::nullopt;
  const std::size_t close = closing_bracket(behind);
  if (close == npos || !ends_here(behind.substr(close + 1))) return std::nullopt;
  return Name{lower(own), true};
}

}  // namespace

std::size_t closing_bracket(std::string_view text) noexcept {
  int depth = 0;
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && --depth == 0) {
      return at;
    }
  }
  return npos;
}

std::string expression_name(std::string_view text) {
  std::string weak = "expr";  // what it is called unless something stronger is found inside
  while (true) {
    text = without_outer_brackets(text);
    if (text.starts_with("CASE")) {
      const std::optional<Name> otherwise = simple_name(else_part(text));
      const bool is_named = otherwise && otherwise->is_strong && otherwise->text != "NULL";
      return is_named ? otherwise->text : weak == "expr" ? "case" : weak;
    }
    if (const std::optional<Name> name = simple_name(text))
      return name->is_strong || weak == "expr" ? name->text : weak;
    const std::size_t close = text.starts_with('(') ? closing_bracket(text) : npos;
    if (close != npos && text.substr(close + 1).starts_with("::")) {
      if (weak == "expr") weak = type_name(text.substr(close + 3));
      text = text.substr(0, close + 1);
      continue;
    }
    return text.find(" AT TIME ZONE ") != npos ? "timezone" : weak;
  }
}

}  // namespace plumbline::core
