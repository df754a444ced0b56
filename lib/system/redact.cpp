/// Finds passwords without trusting the form: what libpq, SQLAlchemy and URI::db would each read
/// differently is taken in its widest reading, so that a broken URI shows too little rather than a
/// secret.
#include "system/redact.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "system/utf8.hpp"

namespace plumbline::system {

namespace {

constexpr std::string_view mask = "***";
constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view blanks = " \t\r\n\f\v";

bool is_digit_byte(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_alnum_byte(char c) noexcept {
  return is_digit_byte(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

bool is_secret_key(std::string_view key) noexcept {
  constexpr std::array<std::string_view, 8> keys = {
      "password",         "passwd",          "pass", "pwd", "sslpassword", "oauth_client_secret",
      "scram_client_key", "scram_server_key"};
  return std::ranges::any_of(keys,
                             [&](std::string_view k) { return equals_ignoring_case(k, key); });
}

/// Parameters that may be shown: they help to tell targets apart and can hold no secret.
bool is_shown_key(std::string_view key) noexcept {
  constexpr std::array<std::string_view, 10> keys = {"host",
                                                     "hostaddr",
                                                     "port",
                                                     "dbname",
                                                     "user",
                                                     "service",
                                                     "sslmode",
                                                     "target_session_attrs",
                                                     "application_name",
                                                     "connect_timeout"};
  return std::ranges::find(keys, key) != keys.end();
}

int hex_value(char c) noexcept {
  if (is_digit_byte(c)) return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// Broken codes stay as they are.
std::string percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::string percent_encode(std::string_view text, std::string_view digits) {
  std::string encoded;
  for (const char c : text) {
    if (is_alnum_byte(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += digits[byte >> 4U];
    encoded += digits[byte & 15U];
  }
  return encoded;
}

bool is_scheme_byte(char c) noexcept {
  return is_alnum_byte(c) || c == '+' || c == '.' || c == '-' || c == '_';
}

bool is_postgres(std::string_view word) noexcept {
  return equals_ignoring_case(word, "pg") || equals_ignoring_case(word.substr(0, 8), "postgres");
}

/// Where the user would begin in something URI-like: behind "postgresql+psycopg2://", "db:pg:",
/// "postgres:/"; npos when `text` is a conninfo string or a bare name.
std::size_t authority_of(std::string_view text) noexcept {
  std::size_t begin = 0;
  while (true) {
    std::size_t end = begin;
    while (end < text.size() && is_scheme_byte(text[end])) ++end;
    const std::string_view word = text.substr(begin, end - begin);
    if (word.empty() || end == text.size() || text[end] != ':') break;
    const std::string_view slashes = text.substr(end + 1, is_postgres(word) ? 1 : 2);
    if (slashes == "//" || slashes == "/")
      return std::min(text.find_first_not_of('/', end + 1), text.size());
    // "db:pg:" has two of them; "postgres:secret@host" is a user of that name.
    if (begin == 0 ? !equals_ignoring_case(word, "db") : !is_postgres(word)) break;
    begin = end + 1;
  }
  if (begin > 0) return begin;
  const std::size_t at = text.find('@');
  const bool has_blank = text.find_first_of(blanks) != npos;
  return at != npos && text.find(':') < at && text.find('=') > at && !has_blank ? 0 : npos;
}

bool looks_like_port(std::string_view text) noexcept {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  return end > 0 && (end == text.size() || std::string_view("/?,").find(text[end]) != npos);
}

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// libpq's '@' ends at the first slash only; npos when there is none.
std::size_t libpq_at(std::string_view uri, std::size_t authority) noexcept {
  return uri.substr(0, uri.find('/', authority)).find('@', authority);
}

/// `user:password@`: where the password begins, and the '@' that ends it for each reader.
struct Userinfo {
  std::size_t begin = 0;
  std::array<std::size_t, 4> ends{};  ///< libpq's, SQLAlchemy's, URI::db's (may be npos), `end`
  std::size_t end = 0;                ///< the widest, also of a broken one
};

/// Absent when no reader finds a password, nor would a person.
std::optional<Userinfo> find_userinfo(std::string_view uri, std::size_t authority) noexcept {
  // A user may hold "@"; for libpq also "?" and "#".
  const std::size_t colon = uri.find_first_of(":/", authority);
  if (colon == npos || uri[colon] != ':') return std::nullopt;
  const auto up_to = [&](std::string_view ends) {
    return uri.substr(0, uri.find_first_of(ends, authority));
  };
  const std::size_t libpq = libpq_at(uri, authority);
  const std::size_t sqlalchemy = up_to("?").find('@', colon);
  const std::size_t uri_db = up_to("/?#").rfind('@');
  std::size_t end = up_to("?").rfind('@');
  const auto is_behind = [&](std::size_t at) { return at != npos && at > colon; };
  const bool may_go_on =
      up_to("/").find('@', colon) != npos || !looks_like_port(uri.substr(colon + 1));
  if (!is_behind(end) && may_go_on) end = uri.rfind('@');
  if (!is_behind(end)) return std::nullopt;
  return Userinfo{.begin = colon + 1, .ends = {libpq, sqlalchemy, uri_db, end}, .end = end};
}

/// One `key=value` of a query or conninfo string, as bytes of the whole text.
struct Pair {
  Span key;
  Span value;
};

std::vector<Pair> query_pairs(std::string_view uri, std::size_t begin,
                              std::string_view separators) {
  std::vector<Pair> pairs;
  while (begin <= uri.size()) {
    const std::size_t end = std::min(uri.find_first_of(separators, begin), uri.size());
    const std::size_t equals = std::min(uri.find('=', begin), end);
    pairs.push_back({{begin, equals}, {std::min(equals + 1, end), end}});
    begin = end + 1;
  }
  return pairs;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) noexcept {
  return std::min(text.find_first_not_of(blanks, at), text.size());
}

/// End of a conninfo value that begins at `at`; a quote that is not closed reaches to the end.
std::size_t value_end(std::string_view text, std::size_t at) noexcept {
  const bool quoted = at < text.size() && text[at] == '\'';
  std::size_t i = quoted ? at + 1 : at;
  for (; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (quoted && text[i] == '\'') {
      return i + 1;
    } else if (!quoted && skip_blanks(text, i) != i) {
      return i;
    }
  }
  return text.size();
}

std::vector<Pair> conninfo_pairs(std::string_view text) {
  std::vector<Pair> pairs;
  for (std::size_t at = skip_blanks(text, 0); at < text.size(); at = skip_blanks(text, at)) {
    const std::size_t key_end = std::min(text.find_first_of("= \t\r\n\f\v", at), text.size());
    std::size_t equals = skip_blanks(text, key_end);
    if (equals >= text.size() || text[equals] != '=') {
      pairs.push_back({{at, key_end}, {key_end, key_end}});
      at = key_end;
      continue;
    }
    const std::size_t begin = skip_blanks(text, equals + 1);
    const std::size_t end = value_end(text, begin);
    pairs.push_back({{at, key_end}, {begin, end}});
    at = end;
  }
  return pairs;
}

std::string_view cut(std::string_view text, Span span) noexcept {
  return text.substr(span.begin, span.end - span.begin);
}

/// Without quotes and backslashes.
std::string conninfo_value(std::string_view raw) {
  if (raw.starts_with('\'')) raw.remove_prefix(1);
  if (raw.ends_with('\'')) raw.remove_suffix(1);
  std::string value;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\\' && i + 1 < raw.size()) ++i;
    value += raw[i];
  }
  return value;
}

// What is shown. A byte is shown when no reader can take it for a piece of a password: passwords
// are between the first ":" and an "@", or behind a "=". So the text is walked from the front, the
// widest password is left out, and everything ends at the first byte that does not belong there.

/// `db:5433`, `[::1]:5433`: a colon that begins no password.
bool is_port_or_address(std::string_view behind_colon, bool in_brackets) noexcept {
  if (behind_colon.empty() || looks_like_port(behind_colon)) return true;
  const char c = behind_colon.front();
  return in_brackets && (c == ':' || c == ']' || hex_value(c) >= 0);
}

/// The end of what can be shown of `user@host:port,host/database` from `at` on; it is complete when
/// that is the text's end or a "?".
std::size_t plain_end(std::string_view uri, std::size_t at) noexcept {
  bool in_brackets = false;
  bool in_database = false;
  for (; at < uri.size(); ++at) {
    const char c = uri[at];
    if (c == '[' || c == ']') in_brackets = c == '[';
    if (c == '/') in_database = true;
    if (c == '@' && in_database) break;
    if (c == ':' && (in_database || !is_port_or_address(uri.substr(at + 1), in_brackets))) break;
    if (std::string_view("?&;=#'\"\\ \t\r\n\f\v").find(c) != npos) break;
  }
  return at;
}

/// A parameter whose value can be nothing but a name or a number, and is no URI.
bool is_shown(std::string_view text, const Pair& pair, std::string_view never_in_value) noexcept {
  const std::string_view value = cut(text, pair.value);
  const bool is_address = value.find_first_not_of("0123456789abcdefABCDEF:.") == npos;
  const bool is_plain =
      value.find_first_of(never_in_value) == npos &&
      (is_address || value.find(':') == npos || plain_end(value, 0) == value.size());
  return is_plain && is_shown_key(cut(text, pair.key)) && pair.value.begin > pair.key.end;
}

/// Readers divide at '&' and some also at ';': shown is what stands alone for all of them.
std::string show_query(std::string_view uri, std::size_t question) {
  std::string shown;
  for (const Pair& pair : query_pairs(uri, question + 1, "&")) {
    if (!is_shown(uri, pair, "@?;=#'\"\\ \t\r\n\f\v")) continue;
    shown += shown.empty() ? '?' : '&';
    shown += uri.substr(pair.key.begin, pair.value.end - pair.key.begin);
  }
  return shown;
}

/// Nothing behind a word without "=" or an open quote: the string is broken there, and a password
/// with a blank may have broken it.
std::string show_conninfo(std::string_view text) {
  std::string shown;
  for (const Pair& pair : conninfo_pairs(text)) {
    const std::string_view value = cut(text, pair.value);
    const bool is_open = value.starts_with('\'') && (value.size() == 1 || !value.ends_with('\''));
    if (pair.value.begin <= pair.key.end || pair.key.begin == pair.key.end || is_open) break;
    if (!is_shown(text, pair, "@?&;=\\")) continue;
    if (!shown.empty()) shown += ' ';
    shown += text.substr(pair.key.begin, pair.value.end - pair.key.begin);
  }
  return shown;
}

bool has_conninfo_secret(std::string_view text) {
  return std::ranges::any_of(conninfo_pairs(text), [&](const Pair& pair) {
    return is_secret_key(cut(text, pair.key)) && pair.value.end > pair.value.begin;
  });
}

std::string show_uri(std::string_view uri, std::size_t authority) {
  const std::optional<Userinfo> userinfo = find_userinfo(uri, authority);
  const std::size_t user_end = userinfo ? userinfo->begin - 1 : uri.size();
  std::size_t end = plain_end(uri.substr(0, user_end), authority);
  std::string shown(uri.substr(0, end));
  const bool is_odd = end < user_end && uri[end] != '?';
  if (is_odd || has_conninfo_secret(uri)) return shown;
  if (userinfo) {
    // The password or, for another reader, the query.
    const std::string_view before = uri.substr(0, userinfo->end);
    if (end < user_end || before.find('=', before.find('?')) != npos) return shown;
    end = plain_end(uri, userinfo->end + 1);
    shown += uri.substr(userinfo->end, end - userinfo->end);
  }
  if (end < uri.size() && uri[end] == '?') shown += show_query(uri, end);
  return shown;
}

// What is hidden in other texts: what any of the readers takes for a password, and the pieces that
// they would make of a broken one.

using Secrets = std::vector<std::string_view>;

void find_in_pairs(Secrets& secrets, std::string_view text, const std::vector<Pair>& pairs) {
  for (const Pair& pair : pairs) {
    // A parameter without "=" is quoted by libpq; the first word of a URI is no parameter.
    const bool is_bare = pair.value.begin <= pair.key.end && pair.key.begin > 0;
    if (is_bare) secrets.push_back(cut(text, pair.key));
    if (is_secret_key(percent_decode(cut(text, pair.key))))
      secrets.push_back(cut(text, pair.value));
  }
}

void find_in_userinfo(Secrets& secrets, std::string_view uri, std::size_t authority) {
  const std::optional<Userinfo> userinfo = find_userinfo(uri, authority);
  if (!userinfo) return;
  // A user of the same name is shown anyway, and "postgres" is in every message.
  const std::string_view user = cut(uri, {authority, userinfo->begin - 1});
  const auto add = [&](std::size_t begin, std::size_t end) {
    if (cut(uri, {begin, end}) != user) secrets.push_back(cut(uri, {begin, end}));
  };
  for (const std::size_t end : userinfo->ends) {
    if (end != npos && end > userinfo->begin) add(userinfo->begin, end);
  }
  // A reader that ends the password early takes what is left for a host, a port, a database.
  for (std::size_t begin = userinfo->begin; begin < userinfo->end;) {
    const std::size_t end = std::min(uri.find_first_of("@:/?,#[]=&; ", begin), userinfo->end);
    if (end - begin >= 3) add(begin, end);
    begin = end + 1;
  }
}

/// `password=` anywhere, also where no reader would look for it.
void find_in_words(Secrets& secrets, std::string_view text) {
  for (const Pair& pair : query_pairs(text, 0, "?&;#'\" \t\r\n\f\v")) {
    if (is_secret_key(cut(text, pair.key))) secrets.push_back(cut(text, pair.value));
  }
}

Secrets secrets_in(std::string_view uri) {
  Secrets secrets;
  if (uri.find('=') != npos) find_in_pairs(secrets, uri, conninfo_pairs(uri));
  find_in_words(secrets, uri);
  const auto behind = [](std::size_t scheme_end) {
    return scheme_end == npos ? npos : scheme_end + 3;
  };
  std::set<std::size_t> authorities = {authority_of(uri), behind(uri.find("://")),
                                       behind(uri.rfind("://"))};
  authorities.erase(npos);
  // Whether the first "?" begins the query or is part of user or password depends on who reads it.
  std::set<std::size_t> questions = {uri.find('?')};
  for (const std::size_t authority : authorities) {
    find_in_userinfo(secrets, uri, authority);
    const std::size_t at = libpq_at(uri, authority);
    questions.insert(uri.find('?', at == npos ? authority : at));
    if (const auto userinfo = find_userinfo(uri, authority))
      questions.insert(uri.find('?', userinfo->end));
  }
  questions.erase(npos);
  for (const std::size_t question : questions) {
    find_in_pairs(secrets, uri, query_pairs(uri, question + 1, "&"));
    find_in_pairs(secrets, uri, query_pairs(uri, question + 1, "&;#"));
  }
  return secrets;
}

bool is_word_byte(char c) noexcept { return is_alnum_byte(c) || c == '_'; }

/// One or two letters are in every text: they are only taken where they stand alone.
bool stands_alone(std::string_view text, std::size_t at, std::size_t length) noexcept {
  const bool open = at == 0 || !is_word_byte(text[at - 1]);
  return open && (at + length == text.size() || !is_word_byte(text[at + length]));
}

}  // namespace

std::string redact_uri(std::string_view uri) {
  if (const std::size_t authority = authority_of(uri); authority != npos)
    return escape_for_display(show_uri(uri, authority));
  if (uri.find('=') != npos) return escape_for_display(show_conninfo(uri));
  return escape_for_display(uri.substr(0, uri.find_first_of(":@?&;#'\"\\")));
}

void Redactor::add_secret(std::string_view secret) {
  const std::string decoded = percent_decode(secret);
  for (const std::string_view spelling : {secret, std::string_view(decoded)}) {
    secrets_.emplace(spelling);
    secrets_.insert(conninfo_value(spelling));
    secrets_.insert(percent_encode(spelling, "0123456789ABCDEF"));
    secrets_.insert(percent_encode(spelling, "0123456789abcdef"));
  }
  secrets_.erase("");
}

void Redactor::add_uri(std::string_view uri) {
  for (const std::string_view secret : secrets_in(uri)) add_secret(secret);
}

// Secrets may overlap in a text, as pieces of one URI do: every byte of any of them is hidden. One
// pass for each length, so that thousands of pieces cost no more than a few.
std::string Redactor::apply(std::string_view text) const {
  std::set<std::size_t> lengths;
  for (const std::string& secret : secrets_) lengths.insert(secret.size());
  std::vector<bool> hidden(text.size());
  for (const std::size_t length : lengths) {
    std::size_t done = 0;
    for (std::size_t at = 0; at + length <= text.size(); ++at) {
      if (!secrets_.contains(text.substr(at, length))) continue;
      if (length < 3 && !stands_alone(text, at, length)) continue;
      for (done = std::max(done, at); done < at + length; ++done) hidden[done] = true;
    }
  }
  std::string shown;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!hidden[at]) {
      shown += text[at];
    } else if (at == 0 || !hidden[at - 1]) {
      shown += mask;
    }
  }
  return shown;
}

namespace {

bool ends_word(char c) noexcept {
  return c == ' ' || c == '\t' || c == '"' || c == '\'' || c == '`' || c == '<' || c == '>';
}

/// `[begin, end)` of the password of a URI whose "://" ends at `begin_authority`; empty when there
/// is none.
std::pair<std::size_t, std::size_t> password_behind(std::string_view line,
                                                    std::size_t begin_authority) {
  std::size_t end = begin_authority;
  while (end < line.size() && !ends_word(line[end])) ++end;
  const std::string_view word = line.substr(begin_authority, end - begin_authority);
  const std::size_t colon = word.find(':');
  const std::size_t at = word.rfind('@');
  if (colon == std::string_view::npos || at == std::string_view::npos || at < colon) return {0, 0};
  return {begin_authority + colon + 1, begin_authority + at};
}

/// `[begin, end)` of what is given to a key that ends in "password" at `behind_key`.
std::pair<std::size_t, std::size_t> value_behind(std::string_view line, std::size_t behind_key) {
  std::size_t begin = behind_key;
  while (begin < line.size() && (line[begin] == ' ' || line[begin] == '\t')) ++begin;
  if (begin == line.size() || (line[begin] != '=' && line[begin] != ':')) return {0, 0};
  ++begin;
  while (begin < line.size() && ends_word(line[begin])) ++begin;
  std::size_t end = begin;
  while (end < line.size() && !ends_word(line[end]) && line[end] != '&' && line[end] != ';') ++end;
  return {begin, end};
}

}  // namespace

std::string redact_line(std::string_view line) {
  constexpr std::string_view key = "password";
  std::string shown;
  std::size_t done = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    std::pair<std::size_t, std::size_t> secret{0, 0};
    if (line.substr(i).starts_with("://")) {
      secret = password_behind(line, i + 3);
    } else if (equals_ignoring_case(line.substr(i, key.size()), key)) {
      secret = value_behind(line, i + key.size());
    }
    if (secret.second <= secret.first) continue;
    shown += line.substr(done, secret.first - done);
    shown += "***";
    done = secret.second;
    i = done - 1;
  }
  return shown + std::string(line.substr(done));
}

}  // namespace plumbline::system
