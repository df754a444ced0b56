#include "adapters/alembic/run/messages.hpp"

#include <charconv>

namespace plumbline::adapters::alembic {

namespace {

std::string unescape(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      plain.push_back(text[at]);
      continue;
    }
    const char escaped = text[++at];
    plain.push_back(escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped);
  }
  return plain;
}

}  // namespace

const std::string& DriverMessage::get(std::string_view name) const noexcept {
  static const std::string nothing;
  for (const auto& [field, value] : fields) {
    if (field == name) return value;
  }
  return nothing;
}

std::int64_t DriverMessage::number(std::string_view name) const noexcept {
  const std::string& text = get(name);
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

DriverMessage read_driver_message(std::string_view line) {
  DriverMessage message;
  std::size_t tab = line.find('\t');
  message.kind = line.substr(0, tab);
  while (tab != std::string_view::npos) {
    line.remove_prefix(tab + 1);
    tab = line.find('\t');
    const std::string_view word = line.substr(0, tab);
    const std::size_t sign = word.find('=');
    if (sign == std::string_view::npos) continue;
    message.fields.emplace_back(word.substr(0, sign), unescape(word.substr(sign + 1)));
  }
  return message;
}

}  // namespace plumbline::adapters::alembic
