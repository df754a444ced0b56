#include "adapters/sqitch/database_uri.hpp"

#include <algorithm>
#include <array>

#include "adapters/sqitch/uri_text.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqitch {

namespace {

enum class Parameters { usual, port_always, database_only, database, sid, odbc };

/// What URI::db knows of a scheme: engine, DBI driver, default port, and how it names DSN
/// parameters.
struct Scheme {
  std::string_view name;
  std::string_view engine;
  std::string_view driver;
  std::string_view port;
  Parameters parameters = Parameters::usual;
};

constexpr std::array schemes = {
    Scheme{"cassandra", "cassandra", "", "9160"},
    Scheme{"cockroach", "cockroach", "Pg", "26257", Parameters::port_always},
    Scheme{"cockroachdb", "cockroach", "Pg", "26257", Parameters::port_always},
    Scheme{"couch", "couchdb", "", "5984"},
    Scheme{"couchdb", "couchdb", "", "5984"},
    Scheme{"db2", "db2", "DB2", "50000"},
    Scheme{"exasol", "exasol", "ODBC", "8563", Parameters::odbc},
    Scheme{"firebird", "firebird", "Firebird", "3050"},
    Scheme{"interbase", "interbase", "InterBase", "3050"},
    Scheme{"maria", "mysql", "mysql", "3306", Parameters::database},
    Scheme{"mariadb", "mysql", "mysql", "3306", Parameters::database},
    Scheme{"mongo", "mongodb", "", "27017"},
    Scheme{"mongodb", "mongodb", "", "27017"},
    Scheme{"mssql", "mssql", "ODBC", "1433", Parameters::odbc},
    Scheme{"mysql", "mysql", "mysql", "3306", Parameters::database},
    Scheme{"oracle", "oracle", "Oracle", "1521", Parameters::sid},
    Scheme{"pg", "pg", "Pg", "5432"},
    Scheme{"pgsql", "pg", "Pg", "5432"},
    Scheme{"pgxc", "pg", "Pg", "5432"},
    Scheme{"postgres", "pg", "Pg", "5432"},
    Scheme{"postgresql", "pg", "Pg", "5432"},
    Scheme{"postgresxc", "pg", "Pg", "5432"},
    Scheme{"redshift", "pg", "Pg", "5432"},
    Scheme{"snowflake", "snowflake", "ODBC", "443", Parameters::odbc},
    Scheme{"sqlite", "sqlite", "SQLite", "", Parameters::database_only},
    Scheme{"sqlite3", "sqlite", "SQLite", "", Parameters::database_only},
    Scheme{"sqlserver", "mssql", "ODBC", "1433", Parameters::odbc},
    Scheme{"sybase", "sybase", "Sybase", "2638"},
    Scheme{"vertica", "vertica", "ODBC", "5433", Parameters::odbc},
    Scheme{"yugabyte", "pg", "Pg", "5433", Parameters::port_always},
    Scheme{"yugabytedb", "pg", "Pg", "5433", Parameters::port_always},
};

const Scheme* find_scheme(std::string_view name) {
  const std::string lowered = lower_ascii(name);
  const auto* const found = std::ranges::find(schemes, lowered, &Scheme::name);
  return found == schemes.end() ? nullptr : found;
}

bool is_filled(const std::optional<std::string>& value) { return value && !value->empty(); }

/// What stands before the last `@` of the authority.
std::optional<std::string_view> user_info(std::string_view uri) {
  const UriParts parts = split_uri(uri);
  if (!parts.authority) return std::nullopt;
  const std::size_t at = parts.authority->rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  return parts.authority->substr(0, at);
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string_view database_key(Parameters kind) {
  if (kind == Parameters::database) return "database";
  return kind == Parameters::sid ? "sid" : "dbname";
}

void add_if_filled(Pairs& pairs, std::string_view key, const std::optional<std::string>& value) {
  if (is_filled(value)) pairs.emplace_back(key, *value);
}

}  // namespace

DatabaseUri::DatabaseUri(std::string_view text) : prefix_("db") {
  std::string_view rest = unwrap_uri(text);
  if (lower_ascii(uri_scheme(rest)) == "db") {
    prefix_ = rest.substr(0, 2);
    rest = unwrap_uri(rest.substr(3));
  }
  inner_ = escape_uri(rest, find_scheme(uri_scheme(rest)) != nullptr);
}

bool DatabaseUri::is_database_uri(std::string_view text) {
  return lower_ascii(uri_scheme(unwrap_uri(text))) == "db";
}

bool DatabaseUri::is_known_scheme(std::string_view scheme) {
  return find_scheme(scheme) != nullptr;
}

std::string DatabaseUri::engine() const {
  const std::string_view scheme = uri_scheme(inner_);
  const Scheme* const known = find_scheme(scheme);
  return known == nullptr ? lower_ascii(scheme) : std::string(known->engine);
}

std::optional<std::string> DatabaseUri::user() const {
  const auto info = user_info(inner_);
  if (!info) return std::nullopt;
  return unescape_uri(info->substr(0, info->find(':')));
}

std::optional<std::string> DatabaseUri::password() const {
  const auto info = user_info(inner_);
  if (!info) return std::nullopt;
  const std::size_t colon = info->find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return unescape_uri(info->substr(colon + 1));
}

std::optional<std::string> DatabaseUri::host() const {
  const UriParts parts = split_uri(inner_);
  if (!parts.authority) return std::nullopt;
  return unescape_uri(authority_host(*parts.authority));
}

std::optional<std::string> DatabaseUri::port() const {
  const UriParts parts = split_uri(inner_);
  const auto port = parts.authority ? authority_port(*parts.authority) : std::nullopt;
  return port ? std::optional<std::string>(*port) : std::nullopt;
}

/// `^//(?://|/?(?!/))` on what is behind the scheme: there is an authority, perhaps an empty one.
bool DatabaseUri::is_full() const noexcept {
  const std::string_view scheme = uri_scheme(inner_);
  std::string_view opaque = inner_;
  if (!scheme.empty()) opaque.remove_prefix(scheme.size() + 1);
  opaque = opaque.substr(0, opaque.find('#'));
  if (!opaque.starts_with("//")) return false;
  opaque.remove_prefix(2);
  return opaque.starts_with("//") || !opaque.starts_with('/') || opaque.find('/', 1) != 1;
}

std::optional<std::string> DatabaseUri::database() const {
  std::string_view path = split_uri(inner_).path;
  if (path.empty()) return std::nullopt;
  std::string name;
  bool is_first = true;
  bool skips_first = is_full();
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    if (skips_first) {
      skips_first = false;
    } else {
      if (!is_first) name += '/';
      is_first = false;
      name += unescape_uri(segment.substr(0, segment.find(';')));
    }
    if (slash == std::string_view::npos) return name;
    path.remove_prefix(slash + 1);
  }
}

Pairs DatabaseUri::query() const {
  const auto query = split_uri(inner_).query;
  if (!query || query->find('=') == std::string_view::npos) return {};
  const auto plain = [](std::string_view text) {
    std::string value(text);
    std::ranges::replace(value, '+', ' ');
    return unescape_uri(value);
  };
  Pairs pairs;
  for (std::string_view rest = *query; !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of("&;"), rest.size());
    const std::string_view pair = rest.substr(0, end);
    const std::size_t equals = pair.find('=');
    pairs.emplace_back(plain(pair.substr(0, equals)), equals == std::string_view::npos
                                                          ? std::string()
                                                          : plain(pair.substr(equals + 1)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  // Each key once, with all its values behind each other.
  Pairs ordered;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto is_same = [&](const auto& pair) { return pair.first == pairs[i].first; };
    if (std::ranges::any_of(ordered, is_same)) continue;
    std::ranges::copy_if(pairs, std::back_inserter(ordered), is_same);
  }
  return ordered;
}

std::string DatabaseUri::dsn() const {
  const Scheme* const scheme = find_scheme(uri_scheme(inner_));
  const Parameters kind = scheme == nullptr ? Parameters::usual : scheme->parameters;
  const auto host_text = host();
  auto port_text = port();
  Pairs pairs;
  if (kind == Parameters::odbc && !is_filled(host_text) && !is_filled(port_text)) {
    add_if_filled(pairs, "DSN", database());
  } else if (kind == Parameters::odbc) {
    const bool is_exasol = scheme->engine == "exasol";
    add_if_filled(pairs, is_exasol ? "EXAHOST" : "Server", host_text);
    add_if_filled(pairs, is_exasol ? "EXAPORT" : "Port",
                  is_filled(port_text) && *port_text != "0"
                      ? port_text
                      : std::optional<std::string>(scheme->port));
    if (!is_exasol) add_if_filled(pairs, "Database", database());
  } else {
    if (kind == Parameters::port_always && !is_filled(port_text))
      port_text = std::string(scheme->port);
    if (kind != Parameters::database_only) {
      add_if_filled(pairs, "host", host_text);
      add_if_filled(pairs, "port", port_text);
    }
    add_if_filled(pairs, scheme == nullptr ? "dbname" : database_key(kind), database());
  }
  std::ranges::copy(query(), std::back_inserter(pairs));
  std::string text;
  for (const auto& [key, value] : pairs) {
    if (!text.empty()) text += ';';
    text += key + "=" + value;
  }
  const bool is_local = !is_filled(host_text) && !is_filled(port_text);
  if (kind == Parameters::sid && is_local && text.starts_with("sid=")) text.erase(0, 4);
  if (scheme == nullptr || scheme->driver.empty()) return text;
  return "dbi:" + std::string(scheme->driver) + ":" + text;
}

DatabaseUri DatabaseUri::without_password() const {
  DatabaseUri copy = *this;
  const auto info = user_info(inner_);
  const std::size_t colon = info ? info->find(':') : std::string_view::npos;
  if (colon == std::string_view::npos) return copy;
  const std::size_t user = static_cast<std::size_t>(info->data() - inner_.data());
  if (colon == 0) {
    copy.inner_.erase(user, info->size() + 1);
    return copy;
  }
  const std::size_t begin = user + colon + 1;
  copy.inner_.erase(begin, info->size() - colon - 1);
  return copy;
}

DatabaseUri DatabaseUri::with_database(std::string_view name) const {
  DatabaseUri copy = *this;
  const UriParts parts = split_uri(inner_);
  // A name that was unescaped from a URI holds bytes as characters, and is escaped byte by byte
  // again.
  std::string bytes;
  for (std::string_view rest = name; !rest.empty();) {
    const system::Decoded decoded = system::decode_code_point(rest);
    if (decoded.code_point < 0x100)
      bytes += static_cast<char>(decoded.code_point);
    else
      bytes += rest.substr(0, decoded.length);
    rest.remove_prefix(decoded.length);
  }
  const std::string path = escape_uri((is_full() ? "/" : "") + bytes, false);
  copy.inner_.replace(static_cast<std::size_t>(parts.path.data() - inner_.data()),
                      parts.path.size(), path);
  return copy;
}

}  // namespace plumbline::adapters::sqitch
