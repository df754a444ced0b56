/// Finds passwords without trusting the form: what libpq, SQLAlchemy and URI::db would each read
/// differently is taken in its widest reading, so that a broken URI shows too little rather than a
/// secret (reliability §7).
#include "system/redact.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

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

/// Where the user would begin in something URI-like: behind "postgresql+psycopg2://", "db:pg:",
/// "postgres:/"; npos when `text` is a conninfo string or a bare name.
std::size_t authority_of(std::string_view text) noexcept {
  std::size_t begin = 0;
  while (true) {
    std::size_t end = begin;
    while (end < text.size() && is_scheme_byte(text[end])) ++end;
    const std::string_view word = text.substr(begin, end - begin);
    if (word.empty() || end == text.size() || text[end] != ':') break;
    if (text.substr(end).starts_with(":/"))
      return std::min(text.find_first_not_of('/', end + 1), text.size());
    // "db:pg:" has two of them; "postgres:secret@host" is a user of that name.
    const bool is_first = equals_ignoring_case(word, "db");
    const bool is_second = begin > 0 && (equals_ignoring_case(word, "pg") ||
                                         equals_ignoring_case(word.substr(0, 8), "postgres"));
    if (!is_first && !is_second) break;
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

/// `user:password@`: the password's bytes, in the widest reading. Absent when there is no colon and
/// '@'.
std::optional<Span> userinfo_password(std::string_view uri, std::size_t authority) noexcept {
  // A user may hold "@"; for libpq also "?" and "#".
  const std::size_t colon = uri.find_first_of(":/", authority);
  if (colon == npos || uri[colon] != ':') return std::nullopt;
  const std::string_view rest = uri.substr(colon + 1);
  std::size_t at = rest.substr(0, rest.find('?')).rfind('@');
  const bool is_libpqs = rest.substr(0, rest.find('/')).find('@') != npos;
  if (at == npos && (is_libpqs || !looks_like_port(rest))) at = rest.rfind('@');
  if (at == npos) return std::nullopt;
  return Span{colon + 1, colon + 1 + at};
}

/// One `key=value` of a query or conninfo string, as bytes of the whole text.
struct Pair {
  Span key;
  Span value;
};

std::vector<Pair> query_pairs(std::string_view uri, std::size_t question,
                              std::string_view separators) {
  std::vector<Pair> pairs;
  for (std::size_t begin = question + 1; begin <= uri.size();) {
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

/// Where the query begins, behind a password that may hold a question mark itself.
std::size_t query_of(std::string_view uri, const std::optional<Span>& password) noexcept {
  return uri.find('?', password ? password->end : 0);
}

std::string redact_pairs(std::string_view text, const std::vector<Pair>& pairs, char separator) {
  std::string shown;
  for (const Pair& pair : pairs) {
    if (!is_shown_key(cut(text, pair.key)) || pair.value.begin <= pair.key.end) continue;
    // A whole URI in the place of a name, or a connection string in the place of a parameter.
    const std::string_view never_plain = separator == '&' ? "@? \t\r\n\v\f'=" : "@?";
    if (cut(text, pair.value).find_first_of(never_plain) != npos) continue;
    if (!shown.empty()) shown += separator;
    shown += text.substr(pair.key.begin, pair.value.end - pair.key.begin);
  }
  return shown;
}

std::string redact_uri_form(std::string_view uri, std::size_t authority) {
  const std::optional<Span> password = userinfo_password(uri, authority);
  const std::size_t question = query_of(uri, password);
  // A parameter before the "@" is the password's, the user's or the query's, depending on who
  // reads.
  if (const std::size_t first = uri.find('?'); password && first < password->end) {
    if (uri.substr(first, password->end - first).find('=') != npos)
      return std::string(uri.substr(0, std::min(first, password->begin - 1)));
  }
  std::string shown(uri.substr(0, password ? password->begin - 1 : std::min(question, uri.size())));
  if (password) shown += uri.substr(password->end, std::min(question, uri.size()) - password->end);
  if (question == npos) return shown;
  const std::string query = redact_pairs(uri, query_pairs(uri, question, "&;"), '&');
  return query.empty() ? shown : shown + '?' + query;
}

bool is_word_byte(char c) noexcept { return is_alnum_byte(c) || c == '_'; }

/// One or two letters are in every text: they are only taken where they stand alone.
bool stands_alone(std::string_view text, std::size_t at, std::size_t length) noexcept {
  const bool open = at == 0 || !is_word_byte(text[at - 1]);
  return open && (at + length == text.size() || !is_word_byte(text[at + length]));
}

}  // namespace

std::string redact_uri(std::string_view uri) {
  const std::size_t authority = authority_of(uri);
  const std::vector<Pair> pairs = conninfo_pairs(uri);
  const bool is_conninfo = std::ranges::any_of(pairs, [&](const Pair& pair) {
    return is_secret_key(cut(uri, pair.key)) && pair.value.end > pair.value.begin;
  });
  if (authority != npos && !is_conninfo) return escape_for_display(redact_uri_form(uri, authority));
  if (uri.find('=') != npos) return escape_for_display(redact_pairs(uri, pairs, ' '));
  return escape_for_display(uri.substr(0, uri.find('?')));
}

std::string_view password_in_uri(std::string_view uri) {
  const std::size_t authority = authority_of(uri);
  const auto first_secret = [&](const std::vector<Pair>& pairs) -> std::string_view {
    for (const Pair& pair : pairs) {
      if (is_secret_key(cut(uri, pair.key)) && pair.value.end > pair.value.begin)
        return cut(uri, pair.value);
    }
    return {};
  };
  if (authority == npos) return first_secret(conninfo_pairs(uri));
  const std::optional<Span> password = userinfo_password(uri, authority);
  if (password && password->end > password->begin) return cut(uri, *password);
  const std::size_t question = query_of(uri, password);
  return question == npos ? std::string_view{} : first_secret(query_pairs(uri, question, "&;"));
}

void Redactor::add_secret(std::string_view secret) {
  const auto add = [&](std::string text) {
    if (!text.empty() && std::ranges::find(secrets_, text) == secrets_.end())
      secrets_.push_back(std::move(text));
  };
  const std::string decoded = percent_decode(secret);
  for (const std::string_view spelling : {secret, std::string_view(decoded)}) {
    add(std::string(spelling));
    add(conninfo_value(spelling));
    add(percent_encode(spelling, "0123456789ABCDEF"));
    add(percent_encode(spelling, "0123456789abcdef"));
  }
}

void Redactor::add_uri(std::string_view uri) {
  const std::size_t authority = authority_of(uri);
  const auto add_pairs = [&](const std::vector<Pair>& pairs) {
    for (const Pair& pair : pairs) {
      // A parameter without "=" is quoted by libpq; the first word of a URI is no parameter.
      const bool is_bare = pair.value.begin <= pair.key.end && pair.key.begin > 0;
      if (is_bare) add_secret(cut(uri, pair.key));
      if (is_secret_key(percent_decode(cut(uri, pair.key)))) add_secret(cut(uri, pair.value));
    }
  };
  if (uri.find('=') != npos) add_pairs(conninfo_pairs(uri));  // a broken URI may be taken for one
  if (authority == npos) return;
  const std::optional<Span> password = userinfo_password(uri, authority);
  if (password) {
    const std::string_view whole = cut(uri, *password);
    // A user of the same name is shown anyway, and "postgres" is in every message.
    const std::string_view user = uri.substr(authority, password->begin - 1 - authority);
    if (whole != user) add_secret(whole);
    // libpq ends the password at the first '@' and a host at ':', '/', '?' or ',': it may quote any
    // of the pieces.
    for (std::size_t begin = 0; begin < whole.size();) {
      const std::size_t end = std::min(whole.find_first_of("@:/?,#[]=&; ", begin), whole.size());
      if (end - begin >= 3 && whole.substr(begin, end - begin) != user)
        add_secret(whole.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  // Whether the first "?" begins the query or is part of the user depends on who reads it.
  for (const std::size_t question : {uri.find('?'), query_of(uri, password)}) {
    if (question == npos) continue;
    add_pairs(query_pairs(uri, question, "&;"));
    add_pairs(query_pairs(uri, question, "&;?"));
  }
}

// Secrets may overlap in a text, as pieces of one URI do: every byte of any of them is hidden.
std::string Redactor::apply(std::string_view text) const {
  std::vector<bool> hidden(text.size());
  for (const std::string& secret : secrets_) {
    for (std::size_t at = text.find(secret); at != npos; at = text.find(secret, at + 1)) {
      if (secret.size() < 3 && !stands_alone(text, at, secret.size())) continue;
      std::fill_n(hidden.begin() + static_cast<std::ptrdiff_t>(at), secret.size(), true);
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
