#include "adapters/alembic/python_text.hpp"

#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::alembic {

namespace {

bool is_python_space(char32_t c) noexcept {
  return system::is_space(c) || (c >= 0x1c && c <= 0x1f);
}

}  // namespace

std::string python_repr(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const bool has_double = text.find('"') != std::string_view::npos;
  const char quote = has_single && !has_double ? '"' : '\'';
  std::string out(1, quote);
  while (!text.empty()) {
    const system::Decoded decoded = system::decode_code_point(text);
    const char32_t c = decoded.code_point;
    if (c == static_cast<char32_t>(quote) || c == '\\') {
      out.push_back('\\');
      out += text.substr(0, decoded.length);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (system::is_printable(c)) {
      out += text.substr(0, decoded.length);
    } else if (c < 0x100) {
      out += system::format("\\x{:02x}", static_cast<unsigned>(c));
    } else if (c < 0x10000) {
      out += system::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += system::format("\\U{:08x}", static_cast<unsigned>(c));
    }
    text.remove_prefix(decoded.length);
  }
  out.push_back(quote);
  return out;
}

std::string_view python_strip(std::string_view text) noexcept {
  while (!text.empty()) {
    const system::Decoded decoded = system::decode_code_point(text);
    if (!is_python_space(decoded.code_point)) break;
    text.remove_prefix(decoded.length);
  }
  while (!text.empty()) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
    if (!is_python_space(system::decode_code_point(text.substr(begin)).code_point)) break;
    text.remove_suffix(text.size() - begin);
  }
  return text;
}

std::string_view take_line(std::string_view& rest) noexcept {
  const std::size_t end = rest.find_first_of("\n\r");
  if (end == std::string_view::npos) {
    const std::string_view line = rest;
    rest = {};
    return line;
  }
  const std::string_view line = rest.substr(0, end);
  const bool is_crlf = rest[end] == '\r' && end + 1 < rest.size() && rest[end + 1] == '\n';
  rest.remove_prefix(end + (is_crlf ? 2 : 1));
  return line;
}

}  // namespace plumbline::adapters::alembic
