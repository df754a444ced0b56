#include "checks/config/target_uri.hpp"

#include <algorithm>

namespace plumbline::checks::config {

namespace {

bool is_name_byte(char c) noexcept {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_name_start(char c) noexcept { return is_name_byte(c) && !(c >= '0' && c <= '9'); }

std::size_t name_end(std::string_view text, std::size_t at) noexcept {
  if (at >= text.size() || !is_name_start(text[at])) return at;
  while (at < text.size() && is_name_byte(text[at])) ++at;
  return at;
}

bool starts_with_db(std::string_view text) noexcept {
  return text.size() >= 3 && (text[0] | 0x20) == 'd' && (text[1] | 0x20) == 'b' && text[2] == ':';
}

void split_authority(std::string_view authority, TargetUri& uri) noexcept {
  const std::size_t at = authority.rfind('@');
  if (at != authority.npos) {
    const std::string_view user = authority.substr(0, at);
    const std::size_t colon = user.find(':');
    if (colon != user.npos) uri.password = user.substr(colon + 1);
    authority.remove_prefix(at + 1);
  }
  if (authority.starts_with('[')) {
    uri.host = authority.substr(1, authority.find(']') - 1);
  } else {
    uri.host = authority.substr(0, authority.find(':'));
  }
}

}  // namespace

TargetUri split_target(std::string_view text) noexcept {
  TargetUri uri;
  if (starts_with_db(text)) {
    uri.prefix = text.substr(0, 3);
    text.remove_prefix(3);
  }
  const std::size_t colon = text.find(':');
  if (colon == text.npos) {
    uri.rest = text;
    return uri;
  }
  uri.scheme = text.substr(0, colon);
  uri.rest = text.substr(colon + 1);
  const std::size_t question = uri.rest.find('?');
  if (question != uri.rest.npos) uri.query = uri.rest.substr(question + 1);
  uri.has_authority = uri.rest.starts_with("//");
  if (!uri.has_authority) return uri;
  const std::string_view behind = uri.rest.substr(2);
  std::size_t end = std::min(behind.find_first_of("/?#"), behind.size());
  // A password may hold a slash or a question mark that its writer forgot to encode: then no port
  // follows the colon.
  const std::string_view authority = behind.substr(0, end);
  const std::size_t colon_at = authority.rfind(':');
  const bool is_cut = authority.find('@') == authority.npos && colon_at != authority.npos &&
                      authority.find_first_not_of("0123456789", colon_at + 1) != authority.npos;
  if (is_cut && behind.find('@') != behind.npos)
    end = behind.find_first_of("/?#", behind.find('@'));
  split_authority(behind.substr(0, end), uri);
  return uri;
}

std::string_view parameter(const TargetUri& uri, std::string_view name) noexcept {
  std::string_view found;
  for (std::size_t begin = 0; begin < uri.query.size();) {
    const std::size_t end = std::min(uri.query.find('&', begin), uri.query.size());
    const std::string_view pair = uri.query.substr(begin, end - begin);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (pair.substr(0, equals) == name) found = pair.substr(std::min(equals + 1, pair.size()));
    begin = end + 1;
  }
  return found;
}

bool is_near(std::string_view host) noexcept {
  if (host.find('.') == host.npos && host.find(':') == host.npos) return true;
  return host.starts_with('/') || host.starts_with("127.") || host == "::1" || host == "0.0.0.0" ||
         host.ends_with(".localhost") || host == "host.docker.internal";
}

Variable find_variable(std::string_view text, std::size_t from) noexcept {
  for (std::size_t at = text.find('$', from); at != text.npos; at = text.find('$', at + 1)) {
    const bool has_brace = at + 1 < text.size() && text[at + 1] == '{';
    const std::size_t begin = at + (has_brace ? 2 : 1);
    const std::size_t end = name_end(text, begin);
    if (end == begin || (has_brace && (end >= text.size() || text[end] != '}'))) continue;
    return {text.substr(at, end - at + (has_brace ? 1 : 0)), text.substr(begin, end - begin), at};
  }
  return {};
}

Variable find_expansion(std::string_view text, std::size_t from) noexcept {
  const std::size_t at = text.find("${{", from);
  const Variable plain = find_variable(text, from);
  if (at == text.npos || (!plain.text.empty() && plain.offset < at)) return plain;
  const std::size_t close = text.find("}}", at);
  if (close == text.npos) return plain;
  std::size_t end = close;
  while (end > at && !is_name_byte(text[end - 1])) --end;
  std::size_t begin = end;
  while (begin > at && is_name_byte(text[begin - 1])) --begin;
  return {text.substr(at, close + 2 - at), text.substr(begin, end - begin), at};
}

}  // namespace plumbline::checks::config
