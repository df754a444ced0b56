/// The URI of a database, in all its spellings. "hunter2" is the planted secret: where it is
/// nothing but (a part of) the password, neither the shown URI, nor an error, nor a text that went
/// through the redactor may hold it.
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

/// Whether only passwords hold it.
bool is_only_password(const Keywords& keywords) {
  bool found = false;
  for (const auto& [name, value] : keywords) {
    const bool is_password = name == "password" || name == "sslpassword";
    if (!is_password && (holds_secret(value) || holds_secret(name))) return false;
    found = found || (is_password && holds_secret(value));
  }
  return found;
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
  const std::string_view password = plumbline::system::password_in_uri(uri);
  const std::size_t at = uri.find(secret);
  const bool is_once =
      at != std::string_view::npos && uri.find(secret, at + 1) == std::string_view::npos;
  try {
    const Keywords keywords = plumbline::postgres::parse_uri(uri);
    if (is_once && is_only_password(keywords)) require_all_hidden(uri);
  } catch (const plumbline::Error& error) {
    const bool is_inside = is_once && uri.data() + at >= password.data() &&
                           uri.data() + at + secret.size() <= password.data() + password.size();
    if (is_inside) {
      require_all_hidden(uri);
      require_hidden(error.fields().message + error.fields().detail + error.fields().hint,
                     "the error");
    }
  }
  return 0;
}
