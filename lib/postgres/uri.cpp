/// One reader for three URI grammars that differ in small ways, and one for conninfo strings. libpq
/// is handed keywords only, so that its messages about URIs, which quote passwords, are never made.
#include "postgres/uri.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "plumbline/error.hpp"
#include "system/format.hpp"
#include "system/redact.hpp"
#include "system/utf8.hpp"

namespace plumbline::postgres {

namespace {

constexpr std::size_t npos = std::string_view::npos;

[[noreturn]] void refuse(std::string message, std::string hint = "") {
  throw Error(Status::argument, {.message = std::move(message),
                                 .detail = "",
                                 .hint = std::move(hint),
                                 .sqlstate = "",
                                 .where = {}});
}

bool is_name_byte(char c) noexcept {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The variable's name when `text` begins with $NAME or ${NAME…}, else "".
std::string_view variable_at_start(std::string_view text) noexcept {
  if (!text.starts_with('$')) return {};
  text.remove_prefix(text.starts_with("${") ? 2 : 1);
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return {};
  std::size_t length = 0;
  while (length < text.size() && is_name_byte(text[length])) ++length;
  return text.substr(0, length);
}

bool is_upper_name(std::string_view name) noexcept {
  return std::ranges::none_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_only_variable(std::string_view part) noexcept {
  const std::string_view name = variable_at_start(part);
  if (name.empty()) return false;
  if (part.starts_with("${")) return part.find('}') == part.size() - 1;
  return name.size() + 1 == part.size();
}

/// `is_named`: the name cannot be a piece of a password.
[[noreturn]] void refuse_variable(std::string_view name, bool is_named) {
  const std::string variable =
      is_named ? system::format("the variable \"${}\"", name) : "a variable";
  refuse(system::format("the database URI holds {} unexpanded: no shell replaced it by its value",
                        variable),
         "give the value itself, or use double quotes where a shell reads the line; "
         "write %24 for a dollar sign that is meant");
}

/// What a part of a URI may be beside what its reader takes it for.
enum class Part {
  plain,
  around_password,  ///< a piece of a password that holds ':' or '@'
  password,         ///< `$` may stand for itself: only ${NAME} and $UPPER count
};

void refuse_unexpanded(std::string_view text, Part part = Part::plain) {
  if (!is_only_variable(text)) return;
  const std::string_view name = variable_at_start(text);
  const bool is_upper = is_upper_name(name);
  if (part == Part::password && !is_upper && !text.starts_with("${")) return;
  refuse_variable(name, is_upper || part == Part::plain);
}

Part part_of(std::string_view keyword) noexcept {
  return keyword == "password" || keyword == "sslpassword" ? Part::password : Part::plain;
}

/// A text that is a variable as a whole, or would be one behind "db:" and an engine.
void refuse_leading_variable(std::string_view text) {
  const std::string_view name = variable_at_start(text);
  if (name.empty() || text.find('=') != npos) return;
  refuse_variable(name, is_upper_name(name) || text.find('@') == npos);
}

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// How the three grammars differ.
struct Dialect {
  bool strict_percent;  ///< libpq refuses a broken percent code, Python and Perl keep it
  bool is_uri_db;  ///< '@' ends the password at its last place, ';' separates parameters, '#' ends
                   ///< all
  bool slash_in_user;  ///< SQLAlchemy lets the password hold '/'
  bool decodes_host;   ///< SQLAlchemy does not
  bool plus_is_space;  ///< in the query
};

constexpr Dialect libpq_dialect = {true, false, false, true, false};
constexpr Dialect sqlalchemy_dialect = {false, false, true, false, true};
constexpr Dialect uri_db_dialect = {false, true, false, true, true};

std::string decode(std::string_view text, std::string_view part, const Dialect& dialect,
                   bool plus_is_space = false) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (plus_is_space && text[i] == '+') {
      decoded += ' ';
      continue;
    }
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (text[i] == '%' && low < 0 && dialect.strict_percent) {
      refuse(system::format(
                 "the database URI's {} has a percent sign without two hexadecimal digits", part),
             "write %25 for a percent sign");
    }
    decoded += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
    if (low >= 0) i += 2;
  }
  if (decoded.find('\0') != npos)
    refuse(system::format("the database URI's {} holds a NUL byte", part));
  return decoded;
}

void add(Keywords& keywords, std::string_view name, std::string value) {
  if (!value.empty()) keywords.emplace_back(std::string(name), std::move(value));
}

struct Userinfo {
  std::string_view user;
  std::string_view password;
  std::size_t length = 0;  ///< with the '@'; 0 when there is none
};

Userinfo split_userinfo(std::string_view rest, const Dialect& dialect) noexcept {
  const std::string_view authority =
      rest.substr(0, dialect.slash_in_user ? rest.find('?') : rest.find_first_of("/?"));
  std::size_t at = npos;
  if (dialect.is_uri_db) {
    at = authority.rfind('@');
  } else if (dialect.slash_in_user) {
    const std::size_t user_end = authority.find_first_of(":/@");
    const bool has_password = user_end != npos && authority[user_end] == ':';
    at = has_password ? authority.find('@', user_end) : user_end;
    if (at != npos && authority[at] != '@') at = npos;
  } else {
    at = rest.substr(0, rest.find('/')).find('@');
  }
  if (at == npos) return {};
  const std::string_view userinfo = rest.substr(0, at);
  const std::size_t colon = userinfo.find(':');
  return {.user = userinfo.substr(0, colon),
          .password = colon == npos ? std::string_view{} : userinfo.substr(colon + 1),
          .length = at + 1};
}

/// Hosts and ports as libpq wants them: two lists of the same length, joined by commas.
struct Hosts {
  std::string hosts;
  std::string ports;
};

/// Length of a host, brackets included.
std::size_t host_length(std::string_view text) {
  if (!text.starts_with('[')) return std::min(text.find_first_of(":/?,"), text.size());
  const std::size_t close = text.find(']');
  if (close == npos) refuse("the database URI's host opens with \"[\" and has no \"]\"");
  if (close == 1) refuse("the database URI's host is \"[]\": an IPv6 address is missing");
  const bool ends =
      close + 1 == text.size() || std::string_view(":/?,").find(text[close + 1]) != npos;
  if (!ends) refuse("the database URI's host goes on behind \"]\"", "write [address]:port");
  return close + 1;
}

/// Takes `host[:port][,host[:port]…]` from the front of `rest`.
Hosts take_hosts(std::string_view& rest, const Dialect& dialect) {
  Hosts hosts;
  while (true) {
    const std::size_t length = host_length(rest);
    std::string_view host = rest.substr(0, length);
    rest.remove_prefix(length);
    if (host.find('@') != npos) {
      refuse("the database URI holds more than one \"@\"",
             "write %40 for an \"@\" in user or password");
    }
    refuse_unexpanded(host, Part::around_password);
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    hosts.hosts += dialect.decodes_host ? decode(host, "host", dialect) : std::string(host);
    if (rest.starts_with(':')) {
      const std::string_view port =
          rest.substr(1, std::min(rest.find_first_of("/?,", 1), rest.size()) - 1);
      refuse_unexpanded(port, Part::around_password);
      if (port.find_first_not_of("0123456789") != npos) {
        refuse("the database URI's port is no number",
               "a password with \":\", \"/\", \"@\", \"?\" or \"#\" needs them as %3A, %2F, %40, "
               "%3F, %23");
      }
      hosts.ports += port;
      rest.remove_prefix(port.size() + 1);
    }
    if (!rest.starts_with(',')) return hosts;
    rest.remove_prefix(1);
    hosts.hosts += ',';
    hosts.ports += ',';
  }
}

/// One parameter of the query. A known driver's own ones are dropped: they steer the driver, not
/// the server. What speaks of TLS and is not understood is refused, because dropping it could lower
/// the protection.
void add_driver_parameter(Keywords& keywords, const std::string& key, std::string value) {
  constexpr std::array<std::string_view, 26> driver_only = {"async_fallback",
                                                            "cache_size",
                                                            "command_timeout",
                                                            "connection_class",
                                                            "cursor_factory",
                                                            "executemany_batch_page_size",
                                                            "executemany_mode",
                                                            "executemany_values_page_size",
                                                            "implicit_returning",
                                                            "isolation_level",
                                                            "json_deserializer",
                                                            "json_serializer",
                                                            "loop",
                                                            "max_cached_statement_lifetime",
                                                            "max_cacheable_statement_size",
                                                            "native_inet_types",
                                                            "plugin",
                                                            "pool_size",
                                                            "prepare_threshold",
                                                            "prepared_statement_cache_size",
                                                            "prepared_statement_name_func",
                                                            "record_class",
                                                            "server_settings",
                                                            "statement_cache_size",
                                                            "timeout",
                                                            "use_native_unicode"};
  if (key == "ssl") {
    const bool is_on = value == "true" || value == "True" || value == "1";
    const bool is_off = value == "false" || value == "False" || value == "0";
    return add(keywords, "sslmode", is_on ? "require" : is_off ? "disable" : std::move(value));
  }
  if (key == "ssl_context" || key == "ssl_check") {
    refuse(system::format(
               "the database URI's parameter \"{}\" is the driver's own and means nothing to libpq",
               key),
           "give sslmode, sslrootcert … instead");
  }
  if (key == "database") return add(keywords, "dbname", std::move(value));
  if (std::ranges::find(driver_only, key) != driver_only.end()) return;
  add(keywords, key, std::move(value));
}

/// SQLAlchemy gives several hosts as host=A:1&host=B:2, libpq as host=A,B&port=1,2.
void join_hosts(Keywords& keywords) {
  std::string hosts;
  std::string ports;
  bool has_port = false;
  std::size_t count = 0;
  for (const auto& [name, value] : keywords) {
    if (name != "host") continue;
    const std::size_t colon = value.starts_with('/') ? npos : value.rfind(':');
    const bool is_pair = colon != npos && value.find(':') == colon && value.find(',') == npos;
    if (count++ > 0) {
      hosts += ',';
      ports += ',';
    }
    hosts += value.substr(0, is_pair ? colon : npos);
    if (is_pair) {
      ports += value.substr(colon + 1);
      has_port = true;
    }
  }
  if (count < 2 && !has_port) return;
  std::erase_if(keywords, [](const auto& keyword) { return keyword.first == "host"; });
  add(keywords, "host", std::move(hosts));
  if (has_port) add(keywords, "port", std::move(ports));
}

void add_query(Keywords& keywords, std::string_view query, const Dialect& dialect,
               bool has_driver) {
  Keywords parameters;
  while (!query.empty()) {
    const std::string_view parameter =
        query.substr(0, query.find_first_of(dialect.is_uri_db ? "&;" : "&"));
    query.remove_prefix(std::min(parameter.size() + 1, query.size()));
    const std::size_t equals = parameter.find('=');
    if (equals == npos) {
      if (!dialect.strict_percent) continue;  // Python and Perl pass over it
      refuse("the database URI has a parameter without \"=\" behind its \"?\"",
             "a \"?\" or \"&\" in user or password is written %3F or %26");
    }
    std::string key =
        decode(parameter.substr(0, equals), "parameter name", dialect, dialect.plus_is_space);
    const std::string_view raw = parameter.substr(equals + 1);
    if (dialect.strict_percent && raw.find('=') != npos) {
      refuse("the database URI has a second \"=\" in a parameter",
             "write %3D for an \"=\" in a value");
    }
    refuse_unexpanded(raw, part_of(key));
    std::string value = decode(raw, "parameter value", dialect, dialect.plus_is_space);
    if (has_driver) {
      add_driver_parameter(parameters, key, std::move(value));
    } else if (key == "ssl" && value == "true") {  // as libpq reads JDBC's
      add(parameters, "sslmode", "require");
    } else {
      add(parameters, key, std::move(value));
    }
  }
  if (has_driver) join_hosts(parameters);
  std::ranges::move(parameters, std::back_inserter(keywords));
}

/// What is behind "scheme://".
Keywords read_authority(std::string_view rest, const Dialect& dialect, bool has_driver) {
  Keywords keywords;
  const Userinfo userinfo = split_userinfo(rest, dialect);
  rest.remove_prefix(userinfo.length);
  refuse_unexpanded(userinfo.user);
  refuse_unexpanded(userinfo.password, Part::password);
  const Hosts hosts = take_hosts(rest, dialect);
  add(keywords, "user", decode(userinfo.user, "user", dialect));
  add(keywords, "password", decode(userinfo.password, "password", dialect));
  add(keywords, "host", hosts.hosts);
  add(keywords, "port", hosts.ports);
  const std::size_t question = std::min(rest.find('?'), rest.size());
  if (rest.starts_with('/')) {
    const std::string_view database = rest.substr(1, question - 1);
    refuse_unexpanded(database);
    add(keywords, "dbname", decode(database, "database name", dialect));
  }
  if (question < rest.size()) add_query(keywords, rest.substr(question + 1), dialect, has_driver);
  return keywords;
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = lower(c);
  return result;
}

/// What follows "db:": `ENGINE:…` or, with sqitch's courtesy, `postgres://…`.
Keywords read_uri_db(std::string_view rest) {
  rest = rest.substr(0, rest.find('#'));
  const std::size_t colon = rest.find(':');
  const std::string engine = lower(rest.substr(0, colon));
  if (colon == npos)
    refuse("the database URI has no engine", "write db:pg:NAME or db:pg://user@host/NAME");
  constexpr std::array<std::string_view, 5> engines = {"pg", "postgres", "postgresql", "pgsql",
                                                       "pgxc"};
  if (!std::ranges::all_of(engine, is_name_byte)) {  // it may hold anything, a password too
    refuse("the database URI's engine is no name", "write db:pg:NAME or db:pg://user@host/NAME");
  }
  if (std::ranges::find(engines, engine) == engines.end()) {
    refuse(system::format("the database URI's engine is \"{}\", which is not PostgreSQL", engine));
  }
  rest.remove_prefix(colon + 1);
  if (rest.starts_with("//")) return read_authority(rest.substr(2), uri_db_dialect, false);
  if (rest.find("://") < rest.find('?')) {
    refuse(
        "the database URI has two schemes: sqitch takes what follows \"db:pg:\" for a database's "
        "name",
        "write db:postgres://… or leave \"db:pg:\" out");
  }
  Keywords keywords;
  const std::size_t question = std::min(rest.find('?'), rest.size());
  refuse_unexpanded(rest.substr(0, question));
  add(keywords, "dbname", decode(rest.substr(0, question), "database name", uri_db_dialect));
  if (question < rest.size()) add_query(keywords, rest.substr(question + 1), uri_db_dialect, false);
  return keywords;
}

bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// A conninfo value from the front of `rest`: 'quoted' or up to a blank; a backslash takes the next
/// byte as it is.
std::string take_value(std::string_view& rest) {
  std::string value;
  const bool quoted = rest.starts_with('\'');
  std::size_t i = quoted ? 1 : 0;
  while (i < rest.size() && (quoted ? rest[i] != '\'' : !is_blank(rest[i]))) {
    if (rest[i] == '\\') ++i;
    if (i < rest.size()) value += rest[i++];
  }
  if (quoted && i >= rest.size()) refuse("the connection string has a quote that is not closed");
  rest.remove_prefix(std::min(i + (quoted ? 1 : 0), rest.size()));
  return value;
}

Keywords read_conninfo(std::string_view rest) {
  Keywords keywords;
  const auto skip_blanks = [&] {
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
  };
  for (skip_blanks(); !rest.empty(); skip_blanks()) {
    std::size_t length = 0;
    while (length < rest.size() && rest[length] != '=' && !is_blank(rest[length])) ++length;
    const std::string name(rest.substr(0, length));
    rest.remove_prefix(length);
    skip_blanks();
    if (name.empty() || !rest.starts_with('=')) {
      refuse("the connection string has a word without \"=\"",
             "put a value with blanks in single quotes");
    }
    rest.remove_prefix(1);
    skip_blanks();
    std::string value = take_value(rest);
    refuse_unexpanded(value, part_of(name));
    keywords.emplace_back(name, std::move(value));
  }
  return keywords;
}

/// Length of "scheme" when `uri` begins with "scheme://", else 0.
std::size_t scheme_length(std::string_view uri) noexcept {
  std::size_t length = 0;
  while (length < uri.size() && (is_name_byte(uri[length]) || uri[length] == '+' ||
                                 uri[length] == '-' || uri[length] == '.')) {
    ++length;
  }
  return uri.substr(length).starts_with("://") ? length : 0;
}

Keywords read_scheme(std::string_view uri, std::size_t length) {
  const std::string_view scheme = uri.substr(0, length);
  const std::string_view rest = uri.substr(length + 3);
  const std::string name = lower(scheme.substr(0, scheme.find('+')));
  if (name != "postgres" && name != "postgresql" && name != "pgsql" && name != "pg") {
    refuse(system::format("the database URI's scheme is \"{}\", which is not PostgreSQL",
                          system::escape_for_display(scheme, 40)),
           "write postgresql://user@host/database");
  }
  const bool has_driver = scheme.find('+') != npos;
  return read_authority(rest, has_driver ? sqlalchemy_dialect : libpq_dialect, has_driver);
}

}  // namespace

Keywords parse_uri(std::string_view uri) {
  if (uri.find('\0') != npos) refuse("the database URI holds a NUL byte");
  if (std::ranges::all_of(uri, is_blank)) return {};
  std::string_view leading = uri;
  if (lower(leading.substr(0, 3)) == "db:") leading.remove_prefix(3);
  for (const char* engine : {"pg:", "postgres:", "postgresql:"}) {
    if (leading.starts_with(engine)) leading.remove_prefix(std::string_view(engine).size());
  }
  refuse_leading_variable(leading);
  if (lower(uri.substr(0, 3)) == "db:") return read_uri_db(uri.substr(3));
  if (const std::size_t length = scheme_length(uri); length > 0) return read_scheme(uri, length);
  if (uri.find('=') != npos) return read_conninfo(uri);
  if (uri.find_first_of(":/@") != npos) {
    refuse(system::format("\"{}\" is no database URI", system::redact_uri(uri)),
           "write postgresql://user@host/database");
  }
  return {{"dbname", std::string(uri)}};
}

std::string_view find_keyword(const Keywords& keywords, std::string_view name) noexcept {
  for (auto keyword = keywords.rbegin(); keyword != keywords.rend(); ++keyword) {
    if (keyword->first == name) return keyword->second;
  }
  return {};
}

}  // namespace plumbline::postgres
