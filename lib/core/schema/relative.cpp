#include "core/schema/relative.hpp"

#include "core/schema/qualified_name.hpp"

namespace plumbline::core {

namespace {

std::string quoted(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

/// Removes each `word.` that begins a name.
std::optional<std::string> without_prefix(std::string_view text, std::string_view word) {
  std::optional<std::string> result;
  std::size_t copied = 0;
  const std::string needle = std::string(word) + '.';
  for (std::size_t at = text.find(needle); at != std::string_view::npos;
       at = text.find(needle, at + 1)) {
    const char before = at == 0 ? ' ' : text[at - 1];
    const bool begins_name = !is_word(before) && before != '.' && before != '"';
    if (!begins_name) continue;
    if (!result) result.emplace();
    result->append(text.substr(copied, at - copied));
    copied = at + needle.size();
  }
  if (result) result->append(text.substr(copied));
  return result;
}

}  // namespace

std::optional<std::string> without_schema(std::string_view text, std::string_view schema) {
  std::optional<std::string> plain = without_prefix(text, schema);
  std::optional<std::string> both = without_prefix(plain ? *plain : text, quoted(schema));
  return both ? both : plain;
}

std::optional<std::string> path_without_schema(std::string_view path, std::string_view schema) {
  std::string rest;
  bool is_shorter = false;
  for (const std::string_view item : list_items(path)) {
    if (own_identifier(item) == schema) {
      is_shorter = true;
      continue;
    }
    if (!rest.empty()) rest += ", ";
    rest += item;
  }
  if (!is_shorter) return std::nullopt;
  return rest;
}

}  // namespace plumbline::core
