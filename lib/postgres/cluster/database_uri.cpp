#include "postgres/cluster/database_uri.hpp"

#include <array>
#include <utility>

#include "system/environment.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {
namespace {

// Of libpq's table of options, those that say where and as whom.
constexpr std::array<std::pair<const char*, const char*>, 16> variables{
    {{"host", "PGHOST"},
     {"hostaddr", "PGHOSTADDR"},
     {"port", "PGPORT"},
     {"user", "PGUSER"},
     {"password", "PGPASSWORD"},
     {"passfile", "PGPASSFILE"},
     {"sslmode", "PGSSLMODE"},
     {"sslrootcert", "PGSSLROOTCERT"},
     {"sslcert", "PGSSLCERT"},
     {"sslkey", "PGSSLKEY"},
     {"sslcrl", "PGSSLCRL"},
     {"channel_binding", "PGCHANNELBINDING"},
     {"gssencmode", "PGGSSENCMODE"},
     {"krbsrvname", "PGKRBSRVNAME"},
     {"connect_timeout", "PGCONNECT_TIMEOUT"},
     {"target_session_attrs", "PGTARGETSESSIONATTRS"}}};

bool is_plain(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

/// `also` stays as it is, besides what needs no sign anywhere.
std::string percent_encoded(std::string_view text, std::string_view also = "") {
  std::string encoded;
  for (const char c : text) {
    if (is_plain(c) || also.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += system::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return encoded;
}

/// Whether it can stand before the slash in every reader's eyes.
bool is_single_host(std::string_view host) noexcept {
  return !host.empty() && host.find_first_of("/@,") == std::string_view::npos;
}

std::string authority(const Keywords& server) {
  std::string text;
  if (const std::string_view user = find_keyword(server, "user"); !user.empty()) {
    text = percent_encoded(user);
    if (const std::string_view password = find_keyword(server, "password"); !password.empty())
      text += ":" + percent_encoded(password);
    text += '@';
  }
  const std::string_view host = find_keyword(server, "host");
  if (!is_single_host(host)) return text;
  const bool is_address = host.find(':') != std::string_view::npos;
  text += is_address ? "[" + percent_encoded(host, ":") + "]" : percent_encoded(host);
  if (const std::string_view port = find_keyword(server, "port"); !port.empty())
    text += ":" + percent_encoded(port);
  return text;
}

}  // namespace

Keywords complete_keywords(std::string_view uri) {
  Keywords keywords = parse_uri(uri);
  const system::Environment environment;
  if (find_keyword(keywords, "service").empty()) {
    if (const auto service = environment.get("PGSERVICE"); service && !service->empty())
      keywords.emplace_back("service", *service);
  }
  // A service file comes before the environment, and only libpq reads it.
  if (!find_keyword(keywords, "service").empty()) return keywords;
  for (const auto& [keyword, variable] : variables) {
    if (!find_keyword(keywords, keyword).empty()) continue;
    if (const auto value = environment.get(variable); value && !value->empty())
      keywords.emplace_back(keyword, *value);
  }
  return keywords;
}

std::string database_uri(const Keywords& server, std::string_view database) {
  std::string text =
      system::format("postgres://{}/{}", authority(server), percent_encoded(database));
  const bool has_host = is_single_host(find_keyword(server, "host"));
  const bool has_user = !find_keyword(server, "user").empty();
  char sign = '?';
  for (std::size_t i = 0; i < server.size(); ++i) {
    const auto& [name, value] = server[i];
    const bool is_said = name == "dbname" || (has_host && (name == "host" || name == "port")) ||
                         (has_user && (name == "user" || name == "password"));
    if (is_said || value.empty() || &find_keyword(server, name).front() != value.data()) continue;
    text += system::format("{}{}={}", sign, name, percent_encoded(value, "/,:"));
    sign = '&';
  }
  return text;
}

}  // namespace plumbline::postgres
