/// Source of the rules: PostgreSQL's scan.l (identifier, xd), downcase_truncate_identifier and
/// makeObjectName.
#include "adapters/sqlx/table_name.hpp"

#include <algorithm>
#include <vector>

#include "system/utf8.hpp"

namespace plumbline::adapters::sqlx {

namespace {

constexpr std::size_t max_bytes = 63;  // NAMEDATALEN - 1

bool is_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_start(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_part(char c) noexcept { return is_start(c) || (c >= '0' && c <= '9') || c == '$'; }

void skip_space(std::string_view& text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
}

/// At most 63 bytes, cut between characters.
std::string truncated(std::string name) {
  if (name.size() <= max_bytes) return name;
  std::size_t end = 0;
  while (true) {
    const std::size_t next =
        end + system::decode_code_point(std::string_view(name).substr(end)).length;
    if (next > max_bytes) break;
    end = next;
  }
  name.resize(end);
  return name;
}

std::optional<std::string> take_identifier(std::string_view& text) {
  std::string name;
  if (text.starts_with('"')) {
    text.remove_prefix(1);
    while (true) {
      const std::size_t quote = text.find('"');
      if (quote == std::string_view::npos) return std::nullopt;
      name += text.substr(0, quote);
      text.remove_prefix(quote + 1);
      if (!text.starts_with('"')) break;
      name += '"';
      text.remove_prefix(1);
    }
    if (name.empty()) return std::nullopt;
    return truncated(std::move(name));
  }
  if (text.empty() || !is_start(text.front())) return std::nullopt;
  while (!text.empty() && is_part(text.front())) {
    const char c = text.front();
    name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    text.remove_prefix(1);
  }
  return truncated(std::move(name));
}

std::string quoted(std::string_view name) {
  const bool is_plain =
      !name.empty() && !(name.front() >= '0' && name.front() <= '9') && name.front() != '$' &&
      std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
      });
  if (is_plain) return std::string(name);
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

}  // namespace

std::optional<TableName> parse_table_name(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    skip_space(text);
    auto part = take_identifier(text);
    if (!part || parts.size() == 3) return std::nullopt;
    parts.push_back(std::move(*part));
    skip_space(text);
    if (text.empty()) break;
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
  TableName name;
  name.name = std::move(parts.back());
  if (parts.size() >= 2) name.schema = std::move(parts[parts.size() - 2]);
  if (parts.size() == 3) name.database = std::move(parts[0]);
  return name;
}

std::string quote_table(std::string_view schema, std::string_view name) {
  return schema.empty() ? quoted(name) : quoted(schema) + '.' + quoted(name);
}

std::string primary_key_of(std::string_view name) {
  constexpr std::string_view ending = "_pkey";
  std::string key(name.substr(0, max_bytes - ending.size()));
  // A character that the cut went through goes as a whole.
  if (const std::size_t bad = system::find_invalid_utf8(key); bad != std::string::npos)
    key.resize(bad);
  return key += ending;
}

}  // namespace plumbline::adapters::sqlx
