/// Names taken apart and quoted, lists split.
#include "core/schema/definition/subject.hpp"

#include <algorithm>

#include "core/schema/builder.hpp"
#include "core/schema/kinds.hpp"
#include "core/schema/quote.hpp"

namespace plumbline::core {

namespace {

constexpr std::size_t npos = std::string_view::npos;

/// Where the quoted text that begins at `at` has ended: behind its closing quote.
std::size_t end_of_quoted(std::string_view text, std::size_t at) noexcept {
  const char quote = text[at];
  std::size_t end = at + 1;
  while (end < text.size()) {
    if (text[end++] != quote) continue;
    if (end == text.size() || text[end] != quote) break;
    ++end;
  }
  return end;
}

/// A part of a name, as name_part or SQL has it, without its quotes.
std::string unquoted(std::string_view part) {
  if (!part.starts_with('"')) return std::string(part);
  std::string name;
  for (std::size_t at = 1; at + 1 < part.size(); ++at) {
    name += part[at];
    if (part[at] == '"') ++at;
  }
  return name;
}

/// Behind the last dot that is not quoted.
std::string_view last_part(std::string_view name) noexcept {
  std::size_t begin = 0;
  for (std::size_t at = 0; at < name.size();) {
    if (name[at] == '"') {
      at = end_of_quoted(name, at);
      continue;
    }
    if (name[at++] == '.') begin = at;
  }
  return name.substr(begin);
}

bool has_signature(ObjectKind kind) noexcept {
  return kind >= ObjectKind::function && kind <= ObjectKind::operator_class;
}

/// Length of the identifier at the beginning of "f(integer)" or "my_ops USING btree".
std::size_t identifier_size(ObjectKind kind, std::string_view text) noexcept {
  if (!has_signature(kind)) return text.size();
  if (text.starts_with('"')) return end_of_quoted(text, 0);
  const bool is_class = kind == ObjectKind::operator_family || kind == ObjectKind::operator_class;
  return std::min(is_class ? text.rfind(" USING ") : text.find('('), text.size());
}

char to_upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

}  // namespace

std::string Subject::words(std::string_view property) const {
  std::string text(value(property));
  const auto bracket = std::ranges::find(text, '(');
  std::transform(text.begin(), bracket, text.begin(), to_upper);
  return text;
}

std::string_view Subject::without_schema() const {
  std::string_view name = object_.name;
  if (is_part(object_.kind)) return last_part(name);
  const std::string prefix = name_part(object_.schema) + '.';
  if (!object_.schema.empty() && name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return name;
}

std::string Subject::identifier() const {
  const std::string_view text = without_schema();
  return unquoted(text.substr(0, identifier_size(object_.kind, text)));
}

std::string_view Subject::signature() const noexcept {
  const std::string_view text = without_schema();
  return text.substr(identifier_size(object_.kind, text));
}

std::string Subject::own_name() const {
  std::string name = identifier();
  return object_.kind == ObjectKind::operator_ ? name : quote_identifier(name, server_version());
}

std::string Subject::name() const {
  if (object_.schema.empty() || schema_.source().relative || is_part(object_.kind))
    return own_name();
  return quote_identifier(object_.schema, server_version()) + '.' + own_name();
}

const CatalogObject* Subject::parent() const noexcept {
  return object_.parent == no_object ? nullptr : &schema_.objects()[object_.parent];
}

std::string Subject::parent_name() const {
  const CatalogObject* const of = parent();
  return of == nullptr ? std::string(value("table")) : Subject(schema_, *of).name();
}

SqlList& SqlList::item(std::string_view text) {
  if (text.empty()) return *this;
  if (!text_.empty()) text_ += ", ";
  text_ += text;
  return *this;
}

SqlList& SqlList::entry(std::string_view name, std::string_view value) {
  if (value.empty()) return *this;
  item(name);
  text_ += " = ";
  text_ += value;
  return *this;
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> elements;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = end_of_quoted(text, at);
      continue;
    }
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    ++at;
    if (c != ',' || depth != 0) continue;
    elements.push_back(text.substr(begin, at - 1 - begin));
    begin = std::min(text.find_first_not_of(' ', at), text.size());
    at = begin;
  }
  if (begin < text.size()) elements.push_back(text.substr(begin));
  return elements;
}

std::vector<std::string> split_name(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end =
        text[at] == '"' ? end_of_quoted(text, at) : std::min(text.find('.', at), text.size());
    names.push_back(unquoted(text.substr(at, end - at)));
    at = end + 1;
  }
  return names;
}

const CatalogObject* find_table(const Schema& schema, std::string_view sql_name) {
  std::string name;
  for (const std::string& part : split_name(sql_name)) {
    if (!name.empty()) name += '.';
    name += name_part(part);
  }
  const CatalogObject* const table = schema.find(ObjectKind::table, name);
  return table != nullptr ? table : schema.find(ObjectKind::foreign_table, name);
}

bool is_hashed(std::string_view value) noexcept {
  constexpr std::string_view prefix = "sha256:";
  return value.starts_with(prefix) && value.size() == prefix.size() + 64;
}

std::string options_clause(const Subject& subject) {
  SqlList options;
  for (const Property& property : subject.object().properties) {
    if (!property.name.starts_with("option:") || is_hashed(property.value)) continue;
    options.item(quote_identifier(property.name.substr(7), subject.server_version()) + ' ' +
                 quote_standard_literal(property.value));
  }
  return options.text().empty() ? "" : " OPTIONS (" + options.text() + ')';
}

std::string operator_reference(std::string_view name) {
  if (name.empty()) return {};
  const bool is_qualified = name.find('.') != npos;
  return (is_qualified ? "OPERATOR(" : "OPERATOR(pg_catalog.") + std::string(name) + ')';
}

}  // namespace plumbline::core
