#include "postgres/catalog/array_text.hpp"

#include <algorithm>
#include <charconv>

#include "core/schema/quote.hpp"

namespace plumbline::postgres {

std::vector<std::string> read_array(std::string_view text) {
  std::vector<std::string> elements;
  if (text.size() <= 2) return elements;
  const std::string_view inside = text.substr(1, text.size() - 2);
  std::string element;
  bool is_quoted = false;
  bool was_quoted = false;
  const auto finish = [&] {
    elements.push_back(!was_quoted && element == "NULL" ? std::string() : std::move(element));
    element.clear();
    was_quoted = false;
  };
  for (std::size_t at = 0; at < inside.size(); ++at) {
    const char c = inside[at];
    if (c == '\\' && at + 1 < inside.size()) {
      element += inside[++at];
    } else if (c == '"') {
      is_quoted = !is_quoted;
      was_quoted = true;
    } else if (c == ',' && !is_quoted) {
      finish();
    } else {
      element += c;
    }
  }
  finish();
  return elements;
}

std::vector<std::int64_t> read_numbers(std::string_view text) {
  std::vector<std::int64_t> numbers;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (at != end) {
    std::int64_t number = 0;
    const auto [next, problem] = std::from_chars(at, end, number);
    if (problem == std::errc()) {
      numbers.push_back(number);
      at = next;
    } else {
      ++at;
    }
  }
  return numbers;
}

std::string write_array(std::span<const Oid> oids) {
  std::string text = "{";
  for (const Oid oid : oids) {
    if (text.size() > 1) text += ',';
    text += std::to_string(oid);
  }
  return text + '}';
}

std::string read_options(std::string_view array) {
  std::vector<std::string> options = read_array(array);
  std::ranges::sort(options);
  std::string text;
  for (const std::string& option : options) {
    const std::size_t equals = option.find('=');
    const std::string value = equals == std::string::npos ? "" : option.substr(equals + 1);
    if (!text.empty()) text += ", ";
    text += option.substr(0, equals) + '=';
    const bool is_plain = core::quote_identifier(value, 0) == value;
    text += is_plain ? value : core::quote_standard_literal(value);
  }
  return text;
}

}  // namespace plumbline::postgres
