#include "adapters/sqitch/uri_text.hpp"

#include <algorithm>

#include "adapters/sqitch/perl_text.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqitch {

namespace {

bool is_alpha(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_decimal(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_scheme_char(char c) noexcept {
  return is_alpha(c) || is_decimal(c) || c == '.' || c == '+' || c == '-';
}

/// `$URI::uric` and the number sign.
bool may_stand(char c) noexcept {
  return is_alpha(c) || is_decimal(c) ||
         std::string_view(";/?:@&=+$,-_.!~*'()%#").find(c) != std::string_view::npos;
}

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_escape(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    if (may_stand(c)) {
      escaped += c;
    } else {
      escaped += system::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return escaped;
}

std::u32string code_points(std::string_view text) {
  std::u32string points;
  while (!text.empty()) {
    const system::Decoded decoded = system::decode_code_point(text);
    points += decoded.code_point;
    text.remove_prefix(decoded.length);
  }
  return points;
}

/// Lower case for the alphabets in which hosts are written: Latin-1, Latin Extended-A, Greek,
/// Cyrillic.
char32_t lower(char32_t c) noexcept {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
  if (c >= 0x100 && c <= 0x17F) {
    if (c == 0x130 || c == 0x131 || c == 0x138 || c == 0x149 || c == 0x17F) return c;
    if (c == 0x178) return 0xFF;
    const bool upper_is_odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
    return (c % 2 == 1) == upper_is_odd ? c + 1 : c;
  }
  if (c >= 0x391 && c <= 0x3A9 && c != 0x3A2) return c + 32;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  return c;
}

constexpr std::uint32_t base = 36;
constexpr std::uint32_t tmin = 1;
constexpr std::uint32_t tmax = 26;

std::uint32_t adapt(std::uint32_t delta, std::uint32_t points, bool is_first) {
  delta = is_first ? delta / 700 : delta / 2;
  delta += delta / points;
  std::uint32_t k = 0;
  for (; delta > ((base - tmin) * tmax) / 2; k += base) delta /= base - tmin;
  return k + (base - tmin + 1) * delta / (delta + 38);
}

void append_number(std::string& out, std::uint32_t number, std::uint32_t bias) {
  const auto digit = [](std::uint32_t value) {
    return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
  };
  for (std::uint32_t k = base;; k += base) {
    const std::uint32_t t = k <= bias ? tmin : k >= bias + tmax ? tmax : k - bias;
    if (number < t) break;
    out += digit(t + (number - t) % (base - t));
    number = (number - t) / (base - t);
  }
  out += digit(number);
}

/// RFC 3492 §6.3. REQUIRES: a label short enough for DNS, as the caller sees to.
std::string punycode(const std::u32string& label) {
  std::string out;
  for (const char32_t c : label) {
    if (c < 0x80) out += static_cast<char>(c);
  }
  const std::size_t basic = out.size();
  if (basic > 0) out += '-';
  std::uint32_t n = 128;
  std::uint32_t delta = 0;
  std::uint32_t bias = 72;
  std::size_t handled = basic;
  while (handled < label.size()) {
    std::uint32_t next = 0x10FFFF;
    for (const char32_t c : label) {
      if (c >= n) next = std::min(next, static_cast<std::uint32_t>(c));
    }
    delta += (next - n) * static_cast<std::uint32_t>(handled + 1);
    n = next;
    for (const char32_t c : label) {
      if (c < n) ++delta;
      if (c != n) continue;
      append_number(out, delta, bias);
      bias = adapt(delta, static_cast<std::uint32_t>(handled + 1), handled == basic);
      delta = 0;
      ++handled;
    }
    ++delta;
    ++n;
  }
  return out;
}

/// `URI::_idna::ToASCII`.
std::optional<std::string> encode_label(std::string_view label) {
  constexpr std::size_t max_label = 63;
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  std::string encoded(label);
  if (!std::ranges::all_of(label, is_ascii)) {
    std::u32string points = code_points(label);
    if (points.size() > 4 * max_label) return std::nullopt;  // its punycode would be longer still
    std::ranges::transform(points, points.begin(), lower);
    if (points.starts_with(U"xn--")) return std::nullopt;
    encoded = "xn--" + punycode(points);
  }
  if (encoded.empty() || encoded.size() > max_label) return std::nullopt;
  return encoded;
}

/// Puts back the square brackets of an IPv6 host that escaping took away.
void restore_host_brackets(std::string& uri) {
  const UriParts parts = split_uri(uri);
  if (!parts.authority || parts.authority->empty() || uri.find('%') == std::string::npos) return;
  for (const std::string_view scheme : {"data", "ldapi", "urn", "sqlite", "sqlite3"}) {
    if (parts.scheme == scheme) return;
  }
  const std::size_t begin = static_cast<std::size_t>(parts.authority->data() - uri.data());
  const std::size_t user = parts.authority->rfind('@');
  const std::size_t from = begin + (user == std::string_view::npos ? 0 : user + 1);
  std::string host = uri.substr(from, begin + parts.authority->size() - from);
  for (std::size_t at = host.find('%'); at != std::string::npos; at = host.find('%', at + 1)) {
    const std::string code = lower_ascii(std::string_view(host).substr(at, 3));
    if (code == "%5b") host.replace(at, 3, "[");
    if (code == "%5d") host.replace(at, 3, "]");
  }
  uri.replace(from, begin + parts.authority->size() - from, host);
}

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lowered;
}

std::string_view unwrap_uri(std::string_view text) {
  if (text.size() >= 2 && text.starts_with('<') && text.ends_with('>')) {
    text = text.substr(1, text.size() - 2);
    if (text.starts_with("URL:")) text.remove_prefix(4);
  }
  if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"'))
    text = text.substr(1, text.size() - 2);
  return trim_space(text);
}

std::string_view uri_scheme(std::string_view uri) noexcept {
  if (uri.empty() || !is_alpha(uri[0])) return {};
  const std::size_t end =
      static_cast<std::size_t>(std::ranges::find_if_not(uri, is_scheme_char) - uri.begin());
  return end < uri.size() && uri[end] == ':' ? uri.substr(0, end) : std::string_view{};
}

UriParts split_uri(std::string_view uri) noexcept {
  UriParts parts;
  parts.scheme = uri_scheme(uri);
  std::string_view rest = parts.scheme.empty() ? uri : uri.substr(parts.scheme.size() + 1);
  if (const std::size_t hash = rest.find('#'); hash != std::string_view::npos) {
    parts.fragment = rest.substr(hash);
    rest = rest.substr(0, hash);
  }
  // What URI::_generic's pattern for a path passes over is wider than a scheme.
  const std::size_t colon = rest.find(':');
  const bool has_prefix = parts.scheme.empty() && colon != std::string_view::npos && colon > 0 &&
                          rest.find_first_of("/?") > colon;
  if (has_prefix) rest.remove_prefix(colon + 1);
  if (rest.starts_with("//")) {
    const std::size_t end = std::min(rest.find_first_of("/?", 2), rest.size());
    if (!has_prefix) parts.authority = rest.substr(2, end - 2);
    rest = rest.substr(end);
  }
  if (const std::size_t question = rest.find('?'); question != std::string_view::npos) {
    parts.query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  parts.path = rest;
  return parts;
}

std::optional<std::string> encode_host(std::string_view host) {
  std::string encoded;
  while (true) {
    const std::size_t dot = host.find('.');
    const std::string_view label = host.substr(0, dot);
    const bool is_last = dot == std::string_view::npos;
    if (is_last && label.empty() && !encoded.empty()) return encoded;  // a dot at the end
    const auto ascii = encode_label(label);
    if (!ascii) return std::nullopt;
    encoded += *ascii;
    if (is_last) return encoded;
    encoded += '.';
    host.remove_prefix(dot + 1);
  }
}

std::string escape_uri(std::string_view uri, bool with_host) {
  std::string prepared(uri);
  const UriParts parts = split_uri(uri);
  if (with_host && parts.authority) {
    const std::size_t user = parts.authority->rfind('@');
    std::string_view host =
        user == std::string_view::npos ? *parts.authority : parts.authority->substr(user + 1);
    if (const auto port = authority_port(host); port && !port->empty())
      host.remove_suffix(port->size() + 1);
    const bool is_plain = std::ranges::all_of(
        host, [](char c) { return (may_stand(c) && c != '#') || c == '[' || c == ']'; });
    if (const auto encoded = is_plain ? std::nullopt : encode_host(host)) {
      prepared.replace(static_cast<std::size_t>(host.data() - uri.data()), host.size(), *encoded);
    }
  }
  std::string escaped = percent_escape(prepared);
  restore_host_brackets(escaped);
  return escaped;
}

std::string unescape_uri(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
        hex_value(text[i + 2]) >= 0) {
      system::append_code_point(
          plain, static_cast<char32_t>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::string_view authority_host(std::string_view authority) noexcept {
  if (const std::size_t user = authority.rfind('@'); user != std::string_view::npos)
    authority.remove_prefix(user + 1);
  if (const auto port = authority_port(authority); port && !port->empty())
    authority.remove_suffix(port->size() + 1);
  if (authority.size() >= 2 && authority.starts_with('[') && authority.ends_with(']')) {
    authority = authority.substr(1, authority.size() - 2);
  }
  return authority;
}

std::optional<std::string_view> authority_port(std::string_view authority) noexcept {
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view port = authority.substr(colon + 1);
  if (!std::ranges::all_of(port, is_decimal)) return std::nullopt;
  return port;
}

}  // namespace plumbline::adapters::sqitch
