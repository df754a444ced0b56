#include "core/schema/qualified_name.hpp"

#include "core/schema/builder.hpp"

namespace plumbline::core {

namespace {

constexpr std::size_t npos = std::string_view::npos;

/// Behind the quote that closes the one at the beginning of `text`; npos when none does.
std::size_t end_of_quoted(std::string_view text) noexcept {
  const char quote = text.front();
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] != quote) continue;
    if (at + 1 == text.size() || text[at + 1] != quote) return at + 1;
    ++at;
  }
  return npos;
}

std::string unquoted(std::string_view part) {
  if (part.size() < 2 || part.front() != '"' || end_of_quoted(part) != part.size())
    return std::string(part);
  std::string text;
  for (std::size_t at = 1; at + 1 < part.size(); ++at) {
    text += part[at];
    if (part[at] == '"') ++at;
  }
  return text;
}

}  // namespace

bool is_word(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '$' || byte >= 0x80;
}

std::vector<std::string> name_parts(std::string_view name) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  std::size_t at = 0;
  while (at < name.size() && name[at] != '(') {
    if (name[at] == '"') {
      const std::size_t length = end_of_quoted(name.substr(at));
      at = length == npos ? name.size() : at + length;
    } else if (name[at] == '.') {
      parts.push_back(unquoted(name.substr(begin, at - begin)));
      begin = ++at;
    } else {
      ++at;
    }
  }
  parts.push_back(unquoted(name.substr(begin)));
  return parts;
}

std::string own_identifier(std::string_view name) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at < name.size() && name[at] != '(';) {
    if (name[at] == '"') {
      const std::size_t length = end_of_quoted(name.substr(at));
      at = length == npos ? name.size() : at + length;
    } else if (name[at++] == '.') {
      begin = at;
    }
  }
  return unquoted(name.substr(begin));
}

std::string bare_name(const CatalogObject& object) {
  const std::string own = own_identifier(object.name);
  const bool has_arguments = object.kind == ObjectKind::function ||
                             object.kind == ObjectKind::procedure ||
                             object.kind == ObjectKind::aggregate;
  return has_arguments ? own.substr(0, own.find('(')) : own;
}

std::string_view owner_name(std::string_view name) noexcept {
  std::size_t last_dot = npos;
  bool is_quoted = false;
  for (std::size_t at = 0; at < name.size() && (is_quoted || name[at] != '('); ++at) {
    if (name[at] == '"') is_quoted = !is_quoted;
    if (name[at] == '.' && !is_quoted) last_dot = at;
  }
  return last_dot == npos ? std::string_view() : name.substr(0, last_dot);
}

std::string object_name(std::string_view sql) {
  std::string name;
  for (const std::string& part : name_parts(sql)) {
    if (!name.empty()) name += '.';
    name += part.ends_with(')') ? part : name_part(part);
  }
  return name;
}

std::vector<std::string_view> list_items(std::string_view sql) {
  std::vector<std::string_view> items;
  const auto add = [&](std::string_view item) {
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) items.push_back(item);
  };
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t at = 0; at < sql.size(); ++at) {
    const char c = sql[at];
    if (c == '"' || c == '\'') {
      const std::size_t length = end_of_quoted(sql.substr(at));
      if (length == npos) break;
      at += length - 1;
    } else if (c == '(' || c == '[') {
      ++depth;
    } else if (c == ')' || c == ']') {
      --depth;
    } else if (c == ',' && depth == 0) {
      add(sql.substr(begin, at - begin));
      begin = at + 1;
    }
  }
  add(sql.substr(begin));
  return items;
}

std::string without_qualifiers(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::vector<std::size_t> ends = dotted_name_ends(text);
    const std::size_t whole = ends.empty() ? 1 : ends.back();
    const std::size_t last = ends.size() < 2 ? 0 : ends[ends.size() - 2] + 1;
    result += text.substr(last, whole - last);
    text.remove_prefix(whole);
  }
  return result;
}

std::vector<std::string> bare_names(std::string_view expression) {
  std::vector<std::string> names;
  bool is_cast = false;
  while (!expression.empty()) {
    const std::vector<std::size_t> ends = dotted_name_ends(expression);
    std::size_t length = ends.empty() ? 1 : ends.back();
    if (expression.front() == '\'') {
      const std::size_t literal = end_of_quoted(expression);
      length = literal == npos ? expression.size() : literal;
    } else if (ends.size() == 1 && !is_cast && !expression.substr(length).starts_with('(')) {
      names.push_back(object_name(expression.substr(0, length)));
    }
    is_cast = expression.starts_with("::");
    expression.remove_prefix(is_cast ? 2 : length);
  }
  return names;
}

std::vector<std::size_t> dotted_name_ends(std::string_view text) {
  std::vector<std::size_t> ends;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '"') {
      const std::size_t length = end_of_quoted(text.substr(at));
      if (length == npos) break;
      at += length;
    } else {
      const std::size_t begin = at;
      while (at < text.size() && is_word(text[at])) ++at;
      if (at == begin) break;
    }
    ends.push_back(at);
    if (at == text.size() || text[at] != '.') break;
    ++at;
  }
  return ends;
}

}  // namespace plumbline::core
