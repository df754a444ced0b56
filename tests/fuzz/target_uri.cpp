/// The URI of a database, in all its spellings. "hunter2" is the planted secret: where it is
/// nothing but (a part of) the password, neither the shown URI, nor an error, nor a text that went
/// through the redactor may hold it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "plumbline/error.hpp"
#include "postgres/uri.hpp"
#include "system/redact.hpp"

namespace {

using plumbline::postgres::Keywords;

constexpr std::string_view secret = "hunter2";

bool holds_secret(std::string_view text) { return text.find(secret) != std::string_view::npos; }

void require_hidden(std::string_view text, const char* where) {
  if (!holds_secret(text)) return;
  std::fprintf(stderr, "%s shows the password: %.*s\n", where, static_cast<int>(text.size()),
               text.data());
  std::abort();
}

/// Whether passwords and nothing else change when the secret does: what is read from `uri`, and
/// from `other`, which has another secret in its place.
bool is_only_password(const Keywords& keywords, const Keywords& other) {
  if (keywords.size() != other.size()) return false;
  bool differs = false;
  for (std::size_t i = 0; i < keywords.size(); ++i) {
    if (keywords[i] == other[i]) continue;
    const std::string& name = keywords[i].first;
    const bool is_password = name == "password" || name == "sslpassword";
    if (!is_password || name != other[i].first) return false;
    differs = true;
  }
  return differs;
}

/// Whether a person would take it for a password in a URI that no reader accepts:
/// scheme://user:…hunter2…@ or password=hunter2.
bool looks_like_password(std::string_view before, std::string_view behind) {
  constexpr std::string_view key = "password=";
  if (before.ends_with(key)) {
    before.remove_suffix(key.size());
    return before.empty() || before.find_last_of("?& ") == before.size() - 1;
  }
  const std::size_t scheme = before.find("://");
  if (scheme == std::string_view::npos) return false;
  const bool is_scheme = std::ranges::all_of(
      before.substr(0, scheme), [](char c) { return c == ':' || (c >= 'a' && c <= 'z'); });
  const std::size_t colon = before.find_first_of(":/?@", scheme + 3);
  return is_scheme && colon != std::string_view::npos && before[colon] == ':' &&
         before.find('?') == std::string_view::npos && behind.find('@') < behind.find('?');
}

void require_all_hidden(std::string_view uri) {
  require_hidden(plumbline::system::redact_uri(uri), "redact_uri");
  plumbline::system::Redactor redactor;
  redactor.add_uri(uri);
  require_hidden(redactor.apply("could not parse \"" + std::string(uri) + '"'), "Redactor");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view uri(reinterpret_cast<const char*>(data), size);
  const std::size_t at = uri.find(secret);
  const std::string_view before = uri.substr(0, at);
  const std::string_view behind = uri.substr(before.size()).substr(at < size ? secret.size() : 0);
  const bool is_once = at < size && behind.find(secret) == std::string_view::npos;
  try {
    const Keywords keywords = plumbline::postgres::parse_uri(uri);
    if (!is_once) return 0;
    const std::string other = std::string(before) + "another" + std::string(behind);
    if (is_only_password(keywords, plumbline::postgres::parse_uri(other))) require_all_hidden(uri);
  } catch (const plumbline::Error& error) {
    if (!is_once || !looks_like_password(before, behind)) return 0;
    require_all_hidden(uri);
    require_hidden(error.fields().message + error.fields().detail + error.fields().hint,
                   "the error");
  }
  return 0;
}
