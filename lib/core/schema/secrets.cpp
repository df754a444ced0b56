#include "core/schema/secrets.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "system/digest.hpp"

namespace plumbline::core {

namespace {

constexpr std::array<std::string_view, 6> words_of_secrets = {"password", "passwd", "secret",
                                                              "token",    "apikey", "api_key"};

}  // namespace

std::string guarded_value(std::string_view name, std::string_view value) {
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool is_secret = lower != "password_encryption" &&
                         std::ranges::any_of(words_of_secrets, [&](std::string_view word) {
                           return lower.find(word) != std::string::npos;
                         });
  return is_secret ? "sha256:" + system::sha256_hex(value) : std::string(value);
}

}  // namespace plumbline::core
