#include "postgres/scratch/place.hpp"

#include <algorithm>

#include "postgres/scratch/refusal.hpp"
#include "postgres/uri.hpp"
#include "system/format.hpp"
#include "system/redact.hpp"

namespace plumbline::postgres::scratch {

namespace {

bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// $NAME, ${NAME}, %NAME%, {{ NAME }}, <NAME>: what templates and shells leave when they are not
/// run.
bool is_unexpanded(std::string_view text) noexcept {
  const auto enclosed = [&](std::string_view open, std::string_view close) {
    return text.size() > open.size() + close.size() && text.starts_with(open) &&
           text.ends_with(close);
  };
  return text.starts_with('$') || enclosed("%", "%") || enclosed("{{", "}}") || enclosed("<", ">");
}

std::string encode(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                          (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain) {
      encoded += c;
    } else {
      encoded += {'%', hex[byte >> 4U], hex[byte & 15U]};
    }
  }
  return encoded;
}

}  // namespace

std::string with_database(std::string_view uri, std::string_view database) {
  std::string text = "postgresql:///?";
  for (const auto& [name, value] : parse_uri(uri)) {
    if (name != "dbname") text += system::format("{}={}&", name, encode(value));
  }
  return text + "dbname=" + encode(database);
}

Place place_of(std::string_view host, std::string_view port, std::string_view database) {
  Place place{.host = std::string(host),
              .port = port.empty() ? "5432" : std::string(port),
              .database = std::string(database)};
  for (char& c : place.host) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const bool is_here = place.host.starts_with('/') || place.host.starts_with('@') ||
                       place.host.starts_with("127.") || place.host == "::1" ||
                       place.host == "localhost" || place.host.ends_with(".localhost");
  if (is_here) place.host.clear();
  return place;
}

Place place_of(std::string_view uri) {
  const Keywords keywords = parse_uri(uri);
  const std::string_view address = find_keyword(keywords, "hostaddr");
  const std::string_view database = find_keyword(keywords, "dbname");
  return place_of(address.empty() ? find_keyword(keywords, "host") : address,
                  find_keyword(keywords, "port"),
                  database.empty() ? find_keyword(keywords, "user") : database);
}

bool is_system_database(std::string_view name) noexcept {
  return name == "postgres" || name == "template0" || name == "template1";
}

void require_one_database(std::string_view uri) {
  const std::string_view text = trimmed(uri);
  if (text.empty()) throw refused(Refusal::no_uri, "the scratch database's URI is empty");
  if (is_unexpanded(text)) {
    throw refused(
        Refusal::no_uri,
        system::format("the scratch database's URI is \"{}\", which nobody expanded", text));
  }
  const Keywords keywords = parse_uri(uri);
  const std::string_view database = find_keyword(keywords, "dbname");
  if (database.empty() && find_keyword(keywords, "service").empty()) {
    throw refused(Refusal::no_uri,
                  system::format("\"{}\" names no database", system::redact_uri(uri)));
  }
  for (const char* name : {"host", "hostaddr", "port"}) {
    if (find_keyword(keywords, name).find(',') == std::string_view::npos) continue;
    throw refused(Refusal::several_hosts,
                  system::format("\"{}\" names several hosts", system::redact_uri(uri)));
  }
  if (is_system_database(database)) {
    throw refused(Refusal::system_database,
                  system::format("\"{}\" is a database of the system itself", database));
  }
}

}  // namespace plumbline::postgres::scratch
