#include "core/schema/canonical.hpp"

#include <algorithm>
#include <vector>

#include "core/schema/qualified_name.hpp"

namespace plumbline::core {

namespace {

constexpr std::string_view opening = "(ARRAY[";
constexpr std::size_t npos = std::string_view::npos;

/// Where the bracket that is open before `at` closes; npos when it does not.
std::size_t closing(std::string_view text, std::size_t at) {
  int depth = 1;
  char quote = '\0';
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '[' || c == '(') {
      ++depth;
    } else if ((c == ']' || c == ')') && --depth == 0) {
      return at;
    }
  }
  return npos;
}

bool is_quoted(std::string_view text, std::size_t place) {
  char quote = '\0';
  for (const char c : text.substr(0, place)) {
    if (quote == '\0' ? c == '\'' || c == '"' : c == quote) quote = quote == '\0' ? c : '\0';
  }
  return quote != '\0';
}

/// A type's name at the front of `text`, up to its "[]"; "" when there is none.
std::string_view element_type(std::string_view text) {
  const std::size_t end = text.find("[]");
  if (end == npos) return {};
  const std::string_view type = text.substr(0, end);
  const bool is_name = std::ranges::all_of(type, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_ .\"(),").find(c) != npos || static_cast<unsigned char>(c) >= 0x80;
  });
  return is_name ? type : std::string_view();
}

/// An open bracket while a text is walked through.
struct Group {
  std::size_t open = 0;
  bool has_and = false;  // right within it
  bool has_or = false;
};

/// Where brackets stand that reading drops: around a chain of AND that is the first operand of
/// another AND; the same with OR. In order.
std::vector<std::size_t> dropped_brackets(std::string_view text) {
  std::vector<std::size_t> places;
  if (text.find(") AND ") == npos && text.find(") OR ") == npos) return places;
  std::vector<Group> groups;
  char quote = '\0';
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const std::string_view rest = text.substr(at);
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(') {
      groups.push_back({.open = at});
    } else if (c == ')' && !groups.empty()) {
      const Group group = groups.back();
      groups.pop_back();
      const bool is_first = !groups.empty() && groups.back().open + 1 == group.open;
      const std::string_view behind = rest.substr(1);
      if (is_first && ((group.has_and && !group.has_or && behind.starts_with(" AND ")) ||
                       (group.has_or && !group.has_and && behind.starts_with(" OR "))))
        places.insert(places.end(), {group.open, at});
    } else if (c == ' ' && !groups.empty()) {
      groups.back().has_and |= rest.starts_with(" AND ");
      groups.back().has_or |= rest.starts_with(" OR ");
    }
  }
  std::ranges::sort(places);
  return places;
}

std::string without_places(std::string_view text, const std::vector<std::size_t>& places) {
  std::string result;
  std::size_t begin = 0;
  for (const std::size_t place : places) {
    result += text.substr(begin, place - begin);
    begin = place + 1;
  }
  return result += text.substr(begin);
}

std::optional<std::string> with_casts_at_elements(std::string_view expression) {
  if (expression.find("])::") == npos) return std::nullopt;
  std::string text(expression);
  bool is_changed = false;
  // From the last, so that inner arrays come before outer ones.
  for (std::size_t at = text.rfind(opening); at != npos;
       at = at == 0 ? npos : text.rfind(opening, at - 1)) {
    const std::size_t first = at + opening.size();
    const std::size_t close = closing(text, first);
    if (close == npos || text.compare(close, 4, "])::") != 0 || is_quoted(text, at)) continue;
    const std::string type(element_type(std::string_view(text).substr(close + 4)));
    if (type.empty()) continue;
    std::string list = "ARRAY[";
    for (const std::string_view item :
         list_items(std::string_view(text).substr(first, close - first))) {
      if (list.back() != '[') list += ", ";
      list.append("(").append(item).append(")::").append(type);
    }
    text.replace(at, close + 4 + type.size() + 2 - at, list + ']');
    is_changed = true;
  }
  if (!is_changed) return std::nullopt;
  return text;
}

}  // namespace

std::optional<std::string> canonical_expression(std::string_view expression) {
  std::optional<std::string> text = with_casts_at_elements(expression);
  const std::string_view so_far = text ? std::string_view(*text) : expression;
  const std::vector<std::size_t> places = dropped_brackets(so_far);
  if (!places.empty()) text = without_places(so_far, places);
  return text;
}

}  // namespace plumbline::core
